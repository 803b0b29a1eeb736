using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;
using StreamNer.Text;

namespace StreamNer.Benchmarks;

/// <summary>
/// Compares our tokeniser with Microsoft.ML.Tokenizers' on the same texts in one process: how many lines get the same ids, and what a thread
/// does. Times are the least processor time of several rounds, in turns.
/// </summary>
internal static class TokenizerReport
{
    private const int Rounds = 5;

    /// <summary>Writes the page: made lines, and those of the files given.</summary>
    public static void Write(string[] files, TextWriter page)
    {
        var path = TokenizerBenchmarks.VocabularyPath();
        var tokenizer = new Text.WordPieceTokenizer(Vocabulary.Load(path), new());
        var peer = BertTokenizer.Create(path, new BertOptions { RemoveNonSpacingMarks = true });
        var version = FileVersionInfo.GetVersionInfo(typeof(BertTokenizer).Assembly.Location).ProductVersion!.Split('+')[0];
        page.WriteLine($"""
            # Tokenisers

            `BertTokenizer.EncodeToIds` of Microsoft.ML.Tokenizers {version} beside `WordPieceTokenizer`: vocabulary of `minilm-l6-ner`, lower case
            without accents, no special tokens, one thread, Release, .NET {Environment.Version}. Ours gives offsets into the original text as well.
            Other lines: those that get other ids, by the first of these that they hold.

            ```sh
            dotnet run -c Release -p:TokenizerPeer=true --project bench/StreamNer.Benchmarks -- tokenizer FILE...
            ```

            | texts | lines | bytes | tokens, ours | tokens, peer | same ids | other: one of `$+<=>` | other: beyond U+FFFF | other: neither |
            |---|---|---|---|---|---|---|---|---|
            """);
        List<(string Name, string[] Lines)> texts = [("made", TokenizerBenchmarks.Made())];
        if (files.Length > 0) texts.Add(("files", [.. files.Order(StringComparer.Ordinal).SelectMany(File.ReadLines)]));
        foreach (var (name, lines) in texts) Compare(name, lines);
        page.WriteLine("\n| texts | MB/s, ours | MB/s, peer | ratio |\n|---|---|---|---|");
        foreach (var (name, lines) in texts) Measure(name, lines);

        void Compare(string name, string[] lines)
        {
            var tokens = new TokenBuffer();
            long ours = 0, theirs = 0, same = 0, dropped = 0, astral = 0;
            foreach (var line in lines)
            {
                tokenizer.Tokenize(line, tokens);
                var ids = peer.EncodeToIds(line, addSpecialTokens: false);
                (ours, theirs) = (ours + tokens.Count, theirs + ids.Count);
                if (ids.SequenceEqual(tokens.Ids.ToArray())) same++;
                else if (line.AsSpan().ContainsAny("$+<=>")) dropped++;
                else if (line.Any(char.IsSurrogate)) astral++;
            }

            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {lines.Length} | {Bytes(lines)} | {ours} | {theirs} | {100.0 * same / lines.Length:0.00} % "
                    + $"| {dropped} | {astral} | {lines.Length - same - dropped - astral} |"));
        }

        void Measure(string name, string[] lines)
        {
            var tokens = new TokenBuffer();
            var (ours, theirs) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
            for (var round = 0; round < Rounds; round++)
            {
                ours = Least(ours, lines, line => tokenizer.Tokenize(line, tokens));
                theirs = Least(theirs, lines, line => peer.EncodeToIds(line, addSpecialTokens: false));
            }

            var megabytes = Bytes(lines) / 1e6;
            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {megabytes / ours.TotalSeconds:0.0} | {megabytes / theirs.TotalSeconds:0.0} | {theirs / ours:0.0} |"));
        }
    }

    private static long Bytes(string[] lines) => lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line));

    private static TimeSpan Least(TimeSpan least, string[] lines, Action<string> tokenize)
    {
        var before = Environment.CpuUsage.TotalTime;
        foreach (var line in lines) tokenize(line);
        var took = Environment.CpuUsage.TotalTime - before;
        return took < least ? took : least;
    }
}
