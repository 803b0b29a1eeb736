namespace StreamNer.Configuration;

/// <summary>Why a file or directory that a user named cannot be read, in a few words without its path.</summary>
internal static class FileFault
{
    /// <summary>What is wrong with <paramref name="path"/> where a file is needed; null when there is one (or a pipe or device).</summary>
    public static string? OfFile(string path) =>
        Directory.Exists(path) ? "is a directory; a file is needed" : File.Exists(path) ? null : "no such file";

    /// <summary>As <see cref="OfFile(string)"/>, after reading it failed.</summary>
    public static string OfFile(string path, Exception failure) => OfFile(path) ?? Of(failure);

    /// <summary>What is wrong with <paramref name="path"/> where a directory is needed that can be read; null when there is one.</summary>
    public static string? OfDirectory(string path)
    {
        if (!Directory.Exists(path)) return File.Exists(path) ? "is a file; a directory is needed" : "no such directory";
        try
        {
            // Listing needs one permission, looking at what is listed another.
            foreach (var entry in Directory.EnumerateFileSystemEntries(path).Take(1)) File.GetAttributes(entry);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Of(failure);
        }
    }

    /// <summary>What <paramref name="failure"/> says, in a few words.</summary>
    public static string Of(Exception failure) => failure is UnauthorizedAccessException ? "cannot be read: no permission" : "cannot be read";
}
