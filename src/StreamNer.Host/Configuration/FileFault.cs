namespace StreamNer.Host.Configuration;

/// <summary>Why a file that a user named cannot be read, in a few words without the path.</summary>
internal static class FileFault
{
    /// <summary>What is wrong with <paramref name="path"/> before it is opened; null when it is a file (or a pipe or device).</summary>
    public static string? Of(string path) =>
        Directory.Exists(path) ? "is a directory; a file is needed" : File.Exists(path) ? null : "no such file";

    /// <summary>What <paramref name="failure"/> says of <paramref name="path"/>.</summary>
    public static string Of(string path, Exception failure) =>
        Of(path) ?? (failure is UnauthorizedAccessException ? "cannot be read: no permission" : "cannot be read");
}
