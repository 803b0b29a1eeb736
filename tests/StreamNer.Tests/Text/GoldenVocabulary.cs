using StreamNer.Text;

namespace StreamNer.Tests;

/// <summary>The shipped model's vocabulary, which the golden files were made with.</summary>
internal static class GoldenVocabulary
{
    public static string Path { get; } = Find();

    public static Vocabulary Instance { get; } = Vocabulary.Load(Path);

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var path = System.IO.Path.Combine(folder, "models", "minilm-l6-ner", "vocab.txt");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("models/minilm-l6-ner/vocab.txt above the test's folder");
    }
}
