# The four everyday commands. Each is one call of dotnet; what stands after the word is passed on to it.
$word, $rest = $args
$solution = "$PSScriptRoot/ActorScheduler.sln"
$benchmarks = "$PSScriptRoot/tests/ActorScheduler.Benchmarks"

switch ($word) {
    'build' { dotnet build $solution -c Release @rest }
    'test'  { dotnet test $solution -c Release @rest }
    'bench' { dotnet run --project $benchmarks -c Release -- @rest }
    'pack'  { dotnet pack $solution -c Release -o "$PSScriptRoot/artifacts" @rest }
    default { Write-Output 'usage: ./build.ps1 build | test | bench | pack [options of dotnet]'; exit 2 }
}
exit $LASTEXITCODE
