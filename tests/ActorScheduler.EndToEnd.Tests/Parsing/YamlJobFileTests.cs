using System.Text;
using ActorScheduler.Cli;
using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class YamlJobFileTests
{
    [Fact]
    public void Everything_a_job_can_say_is_read()
    {
        YamlJobFile file = Open("""
            schedulers: { build: { max-jobs: 4, max-load: 8.5, load-signal: runnable, on-failure: fail-early } }
            groups: { disk: 1, net: 2 }
            jobs:
              - name: fetch
                run: curl -O "x y"
                groups: [disk, net]
                env: { LC_ALL: C, DEBUG: , EMPTY: "" }
                cwd: /tmp
                timeout: 1.5m
                retries: 3
              - barrier
              - { run: [tar, -xf, it's here], after: fetch, groups: disk }
            """);
        Assert.Equal("build", file.Settings.Name);
        Assert.Equal(new JobLimit(4), file.Settings.MaxJobs);
        Assert.Equal(8.5, file.Settings.MaxLoad);
        Assert.Equal(LoadSignal.Runnable, file.Settings.LoadSignal);
        Assert.Equal(FailureMode.FailEarly, file.Settings.FailureMode);
        Assert.Equal(2, file.GroupLimits["net"]);
        List<JobEntry> entries = [.. file.Read()];
        var fetch = (JobSpec)entries[0];
        Assert.Equal((1, 4, "fetch", "curl -O \"x y\""), (fetch.Number, fetch.Line, fetch.Name, fetch.Command));
        Assert.Null(fetch.Arguments);
        Assert.Equal(["disk", "net"], fetch.Groups);
        Assert.Equal(new Dictionary<string, string?> { ["LC_ALL"] = "C", ["DEBUG"] = null, ["EMPTY"] = "" }, fetch.Environment);
        Assert.Equal(("/tmp", TimeSpan.FromSeconds(90), 3), (fetch.WorkingDirectory, fetch.Timeout, fetch.Retries));
        Assert.IsType<BarrierEntry>(entries[1]);
        var unpack = (JobSpec)entries[2];
        Assert.Equal(["tar", "-xf", "it's here"], unpack.Arguments);
        Assert.Equal(@"tar -xf 'it'\''s here'", unpack.Command);
        Assert.Equal(["fetch"], unpack.After);
    }

    [Fact]
    public void The_command_line_sets_limits_too_and_wins()
    {
        var options = new Dictionary<string, int>(StringComparer.Ordinal) { ["disk"] = 5, ["net"] = 1 };
        YamlJobFile file = Open("{ groups: { disk: 1 }, jobs: [ { run: a, groups: [disk, net] } ] }", options);
        Assert.Equal(5, file.GroupLimits["disk"]);
        Assert.Single(file.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("jobs:\n")]
    [InlineData("jobs: []\n")]
    [InlineData("{}")]
    public void A_file_may_have_no_jobs(string text) => Assert.Empty(Open(text).Read());

    [Fact]
    public void A_name_may_stand_below_its_use_and_the_rest_keeps_its_order()
    {
        YamlJobFile file = Open("""
            jobs:
              - { name: a, run: a, after: [d, c] }
              - { name: b, run: b }
              - { name: c, run: c }
              - { name: d, run: d, after: c }
              - barrier
              - { name: e, run: e, after: [f, a] }
              - { name: f, run: f }
              - barrier
            """);
        Assert.Equal("b c d a | f e |", string.Join(' ', file.Read().Select(e => e is JobSpec job ? job.Command : "|")));
    }

    [Fact]
    public void A_long_chain_of_names_needs_no_stack()
    {
        var text = new StringBuilder("jobs:\n");
        for (int i = 0; i < 20_000; i++) text.Append($"- {{ name: n{i}, run: r, after: n{i + 1} }}\n");
        text.Append("- { name: n20000, run: r }\n");
        Assert.Equal(20_001, ((JobSpec)Open(text.ToString()).Read().First()).Number);
    }

    [Fact]
    public void Anchors_stand_for_their_value()
    {
        YamlJobFile file = Open("jobs:\n- run: &cmd make\n  cwd: /a\n- run: *cmd\n  cwd: /b\n");
        Assert.Equal(["make", "make"], file.Read().Cast<JobSpec>().Select(job => job.Command));
    }

    [Theory]
    [InlineData("jobs:\n- { name: a, run: x, after: b }\n- { name: b, run: x, after: a }\n", "2:29: 'after' leads in a circle: a -> b -> a")]
    [InlineData("jobs:\n- { name: a, run: x, after: [a] }\n", "2:30: 'after' leads in a circle: a -> a")]
    [InlineData("jobs:\n- { name: z, run: x, after: a }\n- { name: a, run: x, after: [b] }\n- { name: b, run: x, after: [c] }\n- { name: c, run: x, after: [b] }\n", "4:30: 'after' leads in a circle: b -> c -> b")]
    [InlineData("jobs:\n- { run: x, after: b }\n- barrier\n- { name: b, run: x }\n", "2:20: 'after' names 'b', which stands below a barrier that waits for this job")]
    [InlineData("jobs:\n- { name: build, run: x }\n- { run: x, after: biuld }\n", "3:20: 'after' names 'biuld', and no job has that name; did you mean 'build'?")]
    [InlineData("jobs:\n- { name: a, run: x }\n- { name: a, run: y }\n", "3:11: duplicate name 'a': line 2 has it already")]
    [InlineData("jobs:\n- { run: x, timout: 3 }\n", "2:13: unknown key 'timout' in a job; did you mean 'timeout'?")]
    [InlineData("job: []\n", "1:1: unknown key 'job' in the job file; did you mean 'jobs'?")]
    [InlineData("x: 1\n", "1:1: unknown key 'x' in the job file; known are schedulers, groups, jobs")]
    [InlineData("jobs: []\njobs: []\n", "2:1: duplicate key 'jobs'")]
    [InlineData("jobs:\n- { run: x, run: y }\n", "2:13: duplicate key 'run'")]
    [InlineData("[a]\n", "1:1: the job file must be a mapping, not a list")]
    [InlineData("jobs: x\n", "1:7: 'jobs' must be a list, not 'x'")]
    [InlineData("jobs:\n- make\n", "2:3: an entry of 'jobs' is a mapping with 'run', or the word 'barrier', not 'make'")]
    [InlineData("jobs:\n- { name: a }\n", "2:3: the job has no 'run'")]
    [InlineData("jobs:\n- { run: }\n", "2:10: 'run' must be text, not nothing")]
    [InlineData("jobs:\n- { run: '' }\n", "2:10: 'run' is empty")]
    [InlineData("jobs:\n- { run: [] }\n", "2:10: 'run' is an empty list")]
    [InlineData("jobs:\n- { run: [a, [b]] }\n", "2:14: an argument in 'run' must be text, not a list")]
    [InlineData("jobs:\n- { run: { a: b } }\n", "2:10: 'run' must be text, not a mapping")]
    [InlineData("jobs:\n- { run: \"a\\0b\" }\n", "2:10: 'run' holds a NUL character")]
    [InlineData("jobs:\n- { run: x, timeout: soon }\n", "2:22: 'timeout' must be a duration such as 250ms, 10s, 1.5m, 2h or 1d and longer than zero, not 'soon'")]
    [InlineData("jobs:\n- { run: x, retries: -1 }\n", "2:22: 'retries' must be a whole number from 0 to 65534, not '-1'")]
    [InlineData("jobs:\n- { run: x, retries: 65535 }\n", "2:22: 'retries' must be a whole number from 0 to 65534, not '65535'")]
    [InlineData("jobs:\n- { run: x, retries: [1] }\n", "2:22: 'retries' must be a whole number from 0 to 65534, not a list")]
    [InlineData("jobs:\n- { run: x, env: [A] }\n", "2:18: 'env' must be a mapping, not a list")]
    [InlineData("jobs:\n- { run: x, env: { 'A=B': c } }\n", "2:20: 'A=B' cannot be the name of a variable")]
    [InlineData("jobs:\n- { run: x, groups: disk }\n", "2:21: unknown group 'disk'; give its limit with --group NAME=LIMIT or under 'groups:'")]
    [InlineData("groups: { disk: 1 }\njobs:\n- { run: x, groups: [dsik] }\n", "3:22: unknown group 'dsik'; did you mean 'disk'?")]
    [InlineData("groups: { disk: 0 }\n", "1:17: the limit of group 'disk' must be a whole number of at least 1, not '0'")]
    [InlineData("groups: { 'a b': 1 }\n", "1:11: the group name 'a b' holds a comma, a blank or a control character")]
    [InlineData("groups: [disk]\n", "1:9: 'groups' must be a mapping, not a list")]
    [InlineData("schedulers: { a: { max-jobs: 0 } }\n", "1:30: 'max-jobs' must be a whole number of at least 1, or 'unlimited', not '0'")]
    [InlineData("schedulers: { a: { max-load: .nan } }\n", "1:30: 'max-load' must be a number above 0, not '.nan'")]
    [InlineData("schedulers: { a: { max-job: 1 } }\n", "1:20: unknown key 'max-job' in scheduler 'a'; did you mean 'max-jobs'?")]
    [InlineData("schedulers: { a: {}, b: {} }\n", "1:22: a run has one scheduler, and 'b' is the second")]
    [InlineData("jobs: []\n---\njobs: []\n", "2:1: a job file is one YAML document, and a second one begins here")]
    [InlineData("jobs:\n- { run: *x }\n", "2:10: no anchor 'x' stands above")]
    [InlineData("? [a]\n: b\n", "1:3: a key must be a word, not a list")]
    [InlineData("jobs:\n- { run: !env HOME }\n", "2:10: the tag '!env' means nothing here")]
    [InlineData("jobs:\n- { run: !!binary bHM= }\n", "2:10: the tag '!!binary' means nothing here")]
    [InlineData("jobs: !include jobs\n", "1:7: the tag '!include' means nothing here")]
    [InlineData("jobs:\n- {\nrun: x }\n", "2:2: not valid YAML: what follows here cannot be read; inside { } and [ ] every line is indented")]
    public void A_mistake_is_told_with_its_place(string text, string message) =>
        Assert.Equal("jobs.yaml:" + message, Assert.Throws<JobFileException>(() => Open(text)).Message);

    [Theory]
    [InlineData("jobs: [\n")]
    [InlineData("jobs:\n\t- a\n")]
    [InlineData("a: b: c\n")]
    [InlineData("\"\n")]
    [InlineData("jobs: @x\n")]
    [InlineData("- a\nb: c\n")]
    public void What_is_no_yaml_is_told_in_one_line_with_its_place(string text)
    {
        var problem = Assert.Throws<JobFileException>(() => Open(text));
        Assert.Matches(@"^jobs\.yaml:\d+:\d+: not valid YAML: [^\n]+$", problem.Message);
    }

    // What a random search had found, of which the parser says only that it cannot go on.
    [Theory]
    [InlineData(":\n{\ns")]
    [InlineData("jobs: [\nx\n")]
    [InlineData("...\n-")]
    public void What_the_parser_cannot_name_is_a_message_too(string text) => Assert.Contains(
        "not valid YAML", Assert.Throws<JobFileException>(() => Open(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Tags_that_only_say_what_a_value_is_anyway_may_stand_there()
    {
        YamlJobFile file = Open("!!map\njobs: !!seq\n- { run: !!str null, retries: !!int 2, name: ! ~ }\n");
        JobSpec job = Assert.IsType<JobSpec>(Assert.Single(file.Read()));
        Assert.Equal(("null", 2, "~"), (job.Command, job.Retries, job.Name));
    }

    [Fact]
    public void Of_a_long_circle_the_ends_are_told()
    {
        var text = new StringBuilder("jobs:\n");
        for (int i = 0; i < 20; i++) text.Append($"- {{ name: n{i}, run: r, after: n{(i + 1) % 20} }}\n");
        Assert.EndsWith(
            "circle: n0 -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> n8 -> (11 more) -> n0",
            Assert.Throws<JobFileException>(() => Open(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_a_message()
    {
        var problem = Assert.Throws<JobFileException>(() => Open(new string('[', 100_000)));
        Assert.Equal("jobs.yaml:1:66: nested more than 64 levels deep", problem.Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_with_their_place()
    {
        byte[] bytes = [.. "jobs:\n- { run: "u8, 0xfe, .. " }"u8];
        var none = new Dictionary<string, int>(StringComparer.Ordinal);
        var problem = Assert.Throws<JobFileException>(() => new YamlJobFile("jobs.yaml", new MemoryStream(bytes), none));
        Assert.Equal("jobs.yaml:2:10: the byte 0xfe is not valid UTF-8", problem.Message);
    }

    private static YamlJobFile Open(string text, Dictionary<string, int>? groups = null) =>
        new("jobs.yaml", new MemoryStream(Encoding.UTF8.GetBytes(text)), groups ?? new(StringComparer.Ordinal));
}
