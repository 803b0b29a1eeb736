namespace StreamNer.Tests.Host;

/// <summary>Finds programs that a test needs beside ours.</summary>
internal static class Programs
{
    /// <summary>The full path, or null when it is not installed.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
