using System.Text;
using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

/// <summary>Knowledge bases for tests, each in a folder of its own.</summary>
internal sealed class SomeKnowledge : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kb").FullName;

    /// <summary>A place for a base.</summary>
    public string File => Path.Combine(_folder, "some.kb");

    /// <summary>All files that lie beside it.</summary>
    public string[] Files => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)!)];

    /// <summary>Builds from records and opens what was written.</summary>
    public KnowledgeFile Open(params KnowledgeRecord[] records)
    {
        KnowledgeWriter.WriteFile(File, Builder(records));
        return KnowledgeFile.Open(File);
    }

    public static KnowledgeBuilder Builder(params KnowledgeRecord[] records)
    {
        var builder = new KnowledgeBuilder();
        foreach (var record in records) builder.Add(record);
        return builder;
    }

    public static KnowledgeRecord Place(string id, string name, params string[] aliases) => new(id, name) { Type = "LOC", Aliases = aliases };

    /// <summary>The ids that a mention finds, in order.</summary>
    public static string[] Ids(KnowledgeFile file, string mention)
    {
        var matches = file.Find(mention);
        var ids = new string[matches.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = file.Entity(matches[i].Entity).Id;
        return ids;
    }

    public static Stream Lines(params string[] lines) => new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
