using StreamNer.Inference;

namespace StreamNer.Tests.Library;

/// <summary>A model of an application: a small vocabulary, and a classifier that knows products by their word.</summary>
internal static class SomeModel
{
    public static readonly string[] Words =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "router", "switch", "is", "down", "again", ".", "at", "mail"];

    public static TokenModel Of(ITokenClassifier? classifier = null) => new()
    {
        Name = "products",
        Version = "1",
        Vocabulary = Words,
        Labels = ["O", "B-PRODUCT", "I-PRODUCT"],
        Classifier = classifier ?? new Products(),
    };

    /// <summary>Looks at each token alone, unless it is told to be unsound.</summary>
    internal sealed class Products : ITokenClassifier
    {
        public int LabelCount { get; init; } = 3;

        public int MaxTokens { get; init; } = 64;

        /// <summary>Scores depend on how many rows a run has.</summary>
        public bool CountsRows { get; init; }

        /// <summary>Scores are no numbers.</summary>
        public bool GivesNaN { get; init; }

        /// <summary>Called within each run.</summary>
        public Action? During { get; set; }

        public bool Disposed { get; private set; }

        public void Classify(TensorBatch batch, CancellationToken cancel = default)
        {
            During?.Invoke();
            var ids = batch.InputIds.Span;
            var logits = batch.Logits.Span;
            logits.Clear();
            for (var at = 0; at < ids.Length; at++)
            {
                var product = ids[at] < Words.Length && Words[ids[at]] is "router" or "switch";
                logits[(at * LabelCount) + (product ? 1 : 0)] = GivesNaN ? float.NaN : CountsRows ? 5 + batch.Rows : 10;
            }
        }

        public void Dispose() => Disposed = true;
    }
}
