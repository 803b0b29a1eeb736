using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamNer.Tests.Host;

/// <summary>Sends signals to a child process.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    public static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
