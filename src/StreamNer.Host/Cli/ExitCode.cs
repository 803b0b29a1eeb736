namespace StreamNer.Host.Cli;

/// <summary>What the program's exit codes mean; scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Done; also after a drained SIGTERM, and when single lines were rejected.</summary>
    public const int Ok = 0;

    /// <summary>It failed; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>Ended by SIGINT before it was done.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of standard output has gone; nobody is left to work for. As a shell reports SIGPIPE.</summary>
    public const int OutputClosed = 141;

    /// <summary>Ended by SIGTERM before it was done.</summary>
    public const int Terminated = 143;
}
