using StreamNer.Tests.Onnx;

namespace StreamNer.Chaos.Load;

/// <summary>The workers' model: a few hundred bytes, so that little of the machine goes into it, and it fails on a word of choice.</summary>
internal static class BrittleModel
{
    /// <summary>Writes it to a new folder below <paramref name="folder"/> and gives its path.</summary>
    public static string Write(string folder)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, "model")).FullName;
        new TinyModel { ThrowingToken = RecordMaker.PoisonWord }.Write(path);
        return path;
    }
}
