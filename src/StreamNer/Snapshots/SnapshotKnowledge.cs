using StreamNer.Configuration;
using StreamNer.Linking;

namespace StreamNer.Snapshots;

/// <summary>Step 8: what entities are linked to.</summary>
internal sealed record SnapshotKnowledge(KnowledgeBase Base, string Version)
{
    private const string None = "none";

    /// <summary>The knowledge base of the settings, or the one that ships with the product.</summary>
    /// <exception cref="OptionsException">The file cannot be read.</exception>
    public static SnapshotKnowledge Load(LinkingOptions options) =>
        options.Enabled && Open(options) is { } opened ? new(opened, opened.Version) : new(KnowledgeBase.BuiltIn, None);

    private static KnowledgeBase Open(LinkingOptions options)
    {
        var path = options.KnowledgeBase.Length > 0 ? options.KnowledgeBase : KnowledgeBase.ShippedFile;
        try
        {
            if (options.KnowledgeBase.Length == 0) return KnowledgeBase.BuiltIn;
            var name = Path.GetFileNameWithoutExtension(path);
            // Mapped until the process ends: documents in flight may still look things up.
            if (KnowledgeFile.IsOne(path)) return new KnowledgeBase(KnowledgeFile.Open(path), name);
            using var file = File.OpenRead(path);
            return KnowledgeBase.Load(file, name);
        }
        catch (InvalidDataException malformed)
        {
            throw new OptionsException("linking:knowledgeBase", $"'{path}': {malformed.Message}", malformed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("linking:knowledgeBase", $"'{path}': {FileFault.OfFile(path, failure)}", failure);
        }
    }
}
