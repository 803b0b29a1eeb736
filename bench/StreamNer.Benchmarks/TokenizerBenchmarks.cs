using System.Text;
using BenchmarkDotNet.Attributes;
using StreamNer.Text;

namespace StreamNer.Benchmarks;

/// <summary>
/// The tokenizer alone on one thread, and building it. Texts: the lines of <c>text/*.txt</c> under the folder that STREAMNER_TEST_DATA names,
/// else 100,000 generated lines. Divide the bytes that the set-up prints by the mean time for MB/s.
/// </summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private readonly TokenBuffer _tokens = new();
    private string[] _lines = [];
    private string _long = "";
    private WordPieceTokenizer _tokenizer = null!;
    private Vocabulary _vocabulary = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var data = Environment.GetEnvironmentVariable("STREAMNER_TEST_DATA");
        _lines = data is not null && Directory.Exists(Path.Combine(data, "text"))
            ? [.. Directory.GetFiles(Path.Combine(data, "text"), "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)]
            : Made();
        _long = string.Join('\n', _lines)[..1_500_000];
        _vocabulary = Vocabulary.Load(VocabularyPath());
        _tokenizer = new WordPieceTokenizer(_vocabulary, new());
        Console.WriteLine(
            $"// {_lines.Length} lines, {_lines.Sum(Encoding.UTF8.GetByteCount)} bytes; long text {Encoding.UTF8.GetByteCount(_long)} bytes");
    }

    [Benchmark]
    public int Lines()
    {
        var count = 0;
        foreach (var line in _lines)
        {
            _tokenizer.Tokenize(line, _tokens);
            count += _tokens.Count;
        }

        return count;
    }

    [Benchmark]
    public int LongText()
    {
        _tokenizer.Tokenize(_long, _tokens);
        return _tokens.Count;
    }

    [Benchmark]
    public object Build() => new WordPieceTokenizer(_vocabulary, new());

    /// <summary>The lines that are made where there are none.</summary>
    internal static string[] Made() =>
        [.. Enumerable.Range(0, 100_000)
            .Select(i => $"@user{i} saw Zoë Müller in São Paulo — #travel is “great”, isn't it? http://example.com/{i}")];

    internal static string VocabularyPath()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "models", "minilm-l6-ner", "vocab.txt");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("models/minilm-l6-ner/vocab.txt above the program's folder");
    }
}
