namespace StreamNer.Snapshots;

/// <summary>Where a model's directory is.</summary>
internal static class ModelPath
{
    /// <summary>A relative path is looked for in the current folder, then beside the program, where the default model is.</summary>
    public static string Resolve(string path)
    {
        if (Directory.Exists(path) || Path.IsPathRooted(path)) return path;
        var shipped = Path.Combine(AppContext.BaseDirectory, path);
        return Directory.Exists(shipped) ? shipped : path;
    }
}
