namespace ActorScheduler.Cli;

/// <summary>The texts of <c>--help</c>, for a terminal of 80 columns.</summary>
internal static class HelpText
{
    public const string Tool = """
        actorscheduler: runs commands under limits, load, groups and barriers

          actorscheduler run [FILE|-]   run the commands of a job file, or one
                                        command a line from standard input
                                        printf 'echo a\necho b\n' | actorscheduler run

          Jobs that are kept in a file (--store FILE):
          actorscheduler node           run them, until it is asked to stop
          actorscheduler submit         leave a job for a node to run
          actorscheduler status         what the store has, or the state of jobs
          actorscheduler why            why a job does not run, and what is in its way
          actorscheduler logs           what a job has written
          actorscheduler cancel         stop jobs, or keep them from running
          actorscheduler release        run jobs again whose node died too often
          actorscheduler discard        drop such jobs
          actorscheduler export         write all that a store has to a file
          actorscheduler import         take such a file into another store

          actorscheduler simulate       search the scheduler itself for mistakes, in
                                        simulated runs that a seed repeats

          actorscheduler help COMMAND   all options of a command, as COMMAND --help does
          actorscheduler --version
        """;

    public const string Simulate = """
        actorscheduler simulate [options]

        Runs the scheduler in simulations: virtual time, one thread, and jobs, limits,
        faults and the order of everything drawn from a seed. Rules are checked after
        every step. The first seed that breaks one is printed with what happened, made
        smaller, and printed again with the line that repeats it.

              --seeds N           run N seeds; default: 100, or the one given by --seed
              --seed S            begin with seed S; default: 1
              --scenario NAME     what the seeds may draw:
                                    standard   everything (default)
                                    limits     limits, pools, groups, bounded queues, load
                                    barriers   barriers, drains, dependencies, runs
                                    processes  child processes
                                    callers    Callers and pending groups
                                    stops      stops, early failures, crashes
                                    durable    durable schedulers, node crashes, faults
                                               of the store
                                    commits    one durable plan; each seed fails another
                                               commit, or crashes at it
              --without FAULTS    leave faults out: failures, deafness, timeouts,
                                  listeners, crashes, processes, load, sources, store,
                                  nodes, takeovers, orphans, calls, or all; several
                                  with commas between them
              --keep STEPS        only these steps of the seed's plan, such as 0-3,7
              --trace             print every step of the one seed
              --fingerprints      print a line a seed: equal runs have equal ones
          -h, --help
              --version

        Progress goes to standard error, on a terminal only.

        Exit status: 0 no rule was broken; 1 one was; 2 wrong usage; 129, 130, 143
        stopped by SIGHUP, SIGINT, SIGTERM, after the seeds that were running.
        """;

    public const string Run = """
        actorscheduler run [options] [FILE|-]

        Runs the commands of a job file, or of standard input, several at once. A job's
        output comes in one piece when it has ended, a failure as a line on standard
        error:

          printf 'make a\nmake b\n' | actorscheduler run
          actorscheduler run -j 4 --state night.db jobs.txt

          -j, --max-jobs N|unlimited  jobs at once; default: the processors
          -l, --max-load X            start nothing more while the load is at least X
              --load-signal SIGNAL    what X is compared with:
                                        load-average  over 1 minute (default)
                                        runnable      threads that run or want to
                                        pressure      percent of the last 10 seconds in
                                                      which a task waited for a processor
              --group NAME=LIMIT      at most LIMIT jobs of this group at once;
                                      may be repeated
              --on-failure MODE       after a failed job: continue (default),
                                      fail-early (start nothing more),
                                      cancel (also stop what runs)
              --timeout D             stop an attempt that runs longer: it has failed
              --kill-after D          time between TERM and KILL when a job is stopped;
                                      default 1s
              --retries N             try a failed job up to N times more, after pauses
                                      of about 1s, 2s, 4s, ... at most 5m
              --output MODE           grouped: a job's output in one piece when it has
                                      ended (default); lines: whole lines as they come;
                                      none: thrown away
              --joblog FILE           write a line for each ended job, in the columns of
                                      GNU parallel
              --state FILE            keep the run in a SQLite file, so that it can be
                                      resumed after any end, by kill -9 too
              --resume                skip the jobs that the state, or the job log, has
              --resume-failed         skip only those that succeeded
              --progress WHEN         auto: on a terminal (default); always: elsewhere as
                                      plain lines; never
              --json                  events on standard output, one JSON object a line:
                                      started, output, exited, limit,
                                      summary
              --dry-run               print what would run, in order; start nothing
          -h, --help
              --version

        D is a duration: 250ms, 10s, 1.5m, 2h, 1d; a plain number is seconds.

        Job file, plain: one shell command a line. Blank lines and lines that begin
        with # are skipped. A line --- is a barrier: everything above it ends before
        anything below it starts. A line "@groups a,b" sets the groups of the lines
        below it, until the next one. From standard input, commands start while more
        are still coming; a file is checked to its end before anything starts.

        Job file, YAML (.yaml, .yml):

          schedulers:
            build: { max-jobs: 4, max-load: 8, load-signal: runnable,
                     on-failure: fail-early }
          groups: { disk: 1 }
          jobs:
            - name: fetch
              run: curl -sO https://example.org/in.tar
              timeout: 10m
              retries: 3
            - run: [tar, -xf, in.tar]
              after: fetch
              groups: [disk]
              cwd: /tmp
              env: { LC_ALL: C }
            - barrier
            - run: make check

        While it runs, SIGUSR1 raises --max-jobs by one and SIGUSR2 lowers it, never
        below 1; unlimited stays unlimited.

        With --state a command that has ended is never run again, and one that was cut
        off is; barriers, after and --on-failure hold over all runs together. The job
        file may grow at its end, and only there. FILE.lock beside it keeps a second
        run away. How far it is: actorscheduler status --store FILE

        Exit status: 0 all succeeded; 1 a job failed or was canceled, or the state or
        job log could not be written; 2 wrong usage, job file or state; 129, 130, 143
        stopped by SIGHUP, SIGINT, SIGTERM, after every child is gone (a second signal
        kills at once); 141 the reader of the output has gone.
        """;
}
