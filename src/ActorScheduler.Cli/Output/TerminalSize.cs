using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// How wide the terminal at standard error is. Asked of the system directly: the console class would take over the
/// terminal's settings and signals.
/// </summary>
internal static partial class TerminalSize
{
    private const int StandardError = 2;
    private const int Usual = 80;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Columns; 80 when nobody says.</summary>
    public static unsafe int Columns()
    {
        if (OperatingSystem.IsLinux())
        {
            WindowSize size;
            if (Control(StandardError, GetWindowSize, &size) == 0 && size.Columns > 0) return size.Columns;
        }

        string? told = Environment.GetEnvironmentVariable("COLUMNS");
        return int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0
            ? columns
            : Usual;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    internal static unsafe partial int Control(int descriptor, nuint request, WindowSize* size);

    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
