namespace ActorScheduler;

/// <summary>Why a child process could not be started.</summary>
public enum ProcessStartError : byte
{
    /// <summary>The program was not found, by path or in PATH.</summary>
    ProgramNotFound,

    /// <summary>The program is there but may not be executed, or is no program.</summary>
    NotExecutable,

    /// <summary>The working directory does not exist or may not be entered.</summary>
    DirectoryNotFound,

    /// <summary>The file for standard input or output cannot be opened.</summary>
    FileNotOpened,

    /// <summary>Arguments and environment are larger than the system takes (POPEN-35).</summary>
    TooLarge,

    /// <summary>The system has no room for one more process, file or piece of memory.</summary>
    NoResources,

    /// <summary>Another error of the system; the message has it.</summary>
    Other,
}
