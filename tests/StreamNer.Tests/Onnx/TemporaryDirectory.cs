namespace StreamNer.Tests.Onnx;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streamner-").FullName;

    public static TemporaryDirectory With(TinyModel model)
    {
        var directory = new TemporaryDirectory();
        model.Write(directory.Path);
        return directory;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
