using System.ComponentModel;

namespace ActorScheduler.Processes;

/// <summary>
/// The three standard streams of a child that is being started: which of our descriptors becomes which of its, and our
/// ends of its pipes.
/// </summary>
internal sealed class StandardStreams : IDisposable
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Truncate = 0x200;
    private const int Append = 0x400;
    private const int ReadAndWriteByAll = 0x1B6;
    private int _owned0 = -1;
    private int _owned1 = -1;
    private int _owned2 = -1;

    /// <summary>What the child gets as 0, 1 and 2; -1 leaves it this process's own.</summary>
    public int Input { get; private set; } = -1;

    public int Output { get; private set; } = -1;

    public int Error { get; private set; } = -1;

    /// <summary>
    /// Our end of the child's standard input; -1 when it has none. Who takes one of these sets it to -1.
    /// </summary>
    public int InputPipe { get; set; } = -1;

    public int OutputPipe { get; set; } = -1;

    public int ErrorPipe { get; set; } = -1;

    public void Open(ProcessJob job, int nullDevice)
    {
        OpenInput(job.Input, nullDevice);
        (Output, OutputPipe) = OpenOutput(job.Output, nullDevice, ref _owned1);
        (Error, ErrorPipe) = OpenOutput(job.Error, nullDevice, ref _owned2);
    }

    /// <summary>Closes the child's ends, and ours that nobody has taken.</summary>
    public void Dispose()
    {
        Close(_owned0);
        Close(_owned1);
        Close(_owned2);
        Close(InputPipe);
        Close(OutputPipe);
        Close(ErrorPipe);
    }

    private static void Close(int descriptor) => Descriptors.Close(ref descriptor);

    private static int OpenFile(string path, int flags)
    {
        int descriptor = Descriptors.AtLeastThree(Libc.Open(path, flags | Libc.CloseOnExec, ReadAndWriteByAll));
        if (descriptor >= 0) return descriptor;
        Win32Exception inner = Descriptors.Failure("Opening it failed");
        throw inner.NativeErrorCode is Libc.EMFILE or Libc.ENFILE
            ? StartFailure.NoResources(path, inner)
            : new ProcessStartException(
                ProcessStartError.FileNotOpened,
                $"The file '{path}' cannot be opened: {new Win32Exception(inner.NativeErrorCode).Message}.",
                path,
                inner);
    }

    private static (int Childs, int Ours) OpenOutput(ProcessOutput output, int nullDevice, ref int owned)
    {
        switch (output)
        {
            case ProcessOutput.InheritOutput:
                return (-1, -1);
            case ProcessOutput.DiscardOutput:
                return (nullDevice, -1);
            case ProcessOutput.FileOutput file:
                owned = OpenFile(file.Path, WriteOnly | Create | (file.Append ? Append : Truncate));
                return (owned, -1);
            default:
                (int read, owned) = Descriptors.NewPipe();
                Descriptors.SetNonBlocking(read);
                return (owned, read);
        }
    }

    private void OpenInput(ProcessInput input, int nullDevice)
    {
        switch (input)
        {
            case ProcessInput.InheritInput:
                break;
            case ProcessInput.FileInput file:
                Input = _owned0 = OpenFile(file.Path, Libc.OpenReadOnly);
                break;
            case ProcessInput.BytesInput { Content.IsEmpty: false }:
                (_owned0, InputPipe) = Descriptors.NewPipe();
                Descriptors.SetNonBlocking(InputPipe);
                Input = _owned0;
                break;
            default:
                Input = nullDevice;
                break;
        }
    }
}
