using StreamNer.Decoding;
using StreamNer.Inference;
using StreamNer.Onnx;
using StreamNer.Text;

namespace StreamNer.Snapshots;

/// <summary>Whether a model that an application brings can be used: its parts fit, and it answers ordinary text as a sound model does.</summary>
internal static class OwnModel
{
    private const string Key = "UseModel";

    /// <summary>The parts, made and tested.</summary>
    /// <exception cref="ModelException">They do not fit, or the classifier fails; the message says why.</exception>
    public static Parts Check(TokenModel own)
    {
        if (own.Name.Length == 0 || own.Version.Length == 0) throw Refuse("the model needs a name and a version: they are part of every record");
        var classifier = own.Classifier;
        var labels = LabelScheme.Read(own.Labels, out var error) ?? throw Refuse(error);
        if (labels.Count != classifier.LabelCount)
            throw Refuse($"there are {labels.Count} labels, but the classifier scores {classifier.LabelCount}");
        if (classifier.MaxTokens < 3) throw Refuse($"rows of {classifier.MaxTokens} tokens leave no room beside the two special ones");
        var tokenizer = MakeTokenizer(own);
        var vocabulary = tokenizer.Vocabulary;
        var special = new SpecialTokenIds(vocabulary.Classifier, vocabulary.Separator, vocabulary.Padding);
        var texts = GoldenTexts.All.Select(text => Tokenize(tokenizer, text)).ToList();
        var probe = texts[0].Ids[..Math.Min(texts[0].Count, classifier.MaxTokens - 2)].ToArray();
        return new Parts(labels, tokenizer, special, probe, Test(own, special, texts));
    }

    private static SelfTestResult Test(TokenModel own, SpecialTokenIds special, List<TokenBuffer> texts)
    {
        var test = new ModelSelfTest(own.Classifier, special);
        foreach (var text in texts)
        {
            var failure = test.Try(text.Ids[..Math.Min(text.Count, own.Classifier.MaxTokens - 2)]);
            if (failure is ModelException) throw Refuse("the classifier returns scores that are not finite for ordinary text", failure);
            if (failure is not null) throw Refuse($"the classifier fails on ordinary text: {failure.GetType().Name}", failure);
        }

        var result = test.Run(texts, halfPrecision: false);
        return result.BatchDependent
            ? throw Refuse($"the classifier answers differently in other company: a score differs by {result.MaxDifference:0.####}")
            : result;
    }

    private static WordPieceTokenizer MakeTokenizer(TokenModel own)
    {
        try
        {
            return new WordPieceTokenizer(new Vocabulary(own.Vocabulary), own.Tokenizer);
        }
        catch (Exception unusable) when (unusable is UnsupportedTokenizerException or ArgumentException)
        {
            throw Refuse(unusable.Message, unusable);
        }
    }

    private static TokenBuffer Tokenize(WordPieceTokenizer tokenizer, string text)
    {
        var tokens = new TokenBuffer();
        tokenizer.Tokenize(text, tokens);
        return tokens;
    }

    private static ModelException Refuse(string what, Exception? cause = null) => new(Key, what, cause);

    /// <summary>What the pipeline needs of it.</summary>
    internal sealed record Parts(
        LabelScheme Labels, WordPieceTokenizer Tokenizer, SpecialTokenIds Special, int[] Probe, SelfTestResult SelfTest);
}
