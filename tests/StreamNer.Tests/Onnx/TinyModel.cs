using System.Text.Json;

namespace StreamNer.Tests.Onnx;

/// <summary>What a tiny model does with the scores it looks up for each token.</summary>
internal enum TinyKind
{
    /// <summary>Nothing: a token's scores depend on the token alone.</summary>
    Plain,

    /// <summary>Divides them by the largest of the whole batch.</summary>
    DividedByBatchMaximum,

    /// <summary>Multiplies integers whose scale is taken from the whole batch, as the usual dynamic quantisation does.</summary>
    DynamicallyQuantised,
}

/// <summary>A token classifier of a few hundred bytes and the directory around it; every property is a way to make it unusual or wrong.</summary>
internal sealed record TinyModel
{
    public static readonly string[] Letters = [.. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];

    public TinyKind Kind { get; init; }

    public string[] Labels { get; init; } = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];

    /// <summary>How many labels the graph scores, when not as many as it names.</summary>
    public int? ScoredLabels { get; init; }

    public string[] Inputs { get; init; } = ["input_ids", "attention_mask", "token_type_ids"];

    public Element InputType { get; init; } = Element.Int64;

    public Element OutputType { get; init; } = Element.Float;

    public string Output { get; init; } = "logits";

    public string[] InputShape { get; init; } = ["batch", "tokens"];

    public string[] OutputShape { get; init; } = ["batch", "tokens", "labels"];

    /// <summary>Rows of the embedding, when not as many as the vocabulary.</summary>
    public int? EmbeddingRows { get; init; }

    /// <summary>A token that is scored NaN.</summary>
    public string? NaNToken { get; init; }

    /// <summary>A token that makes the run throw.</summary>
    public string? ThrowingToken { get; init; }

    /// <summary>A token that makes one node of the run take minutes, which no flag ends.</summary>
    public string? StuckToken { get; init; }

    public string[] Vocabulary { get; init; } =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Letters, .. Letters.Select(c => "##" + c), ".", ",", "'", "poison", "anna",
            "paris", "zebra"];

    public Dictionary<string, object?> Config { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Writes model.onnx, config.json, vocab.txt and tokenizer_config.json.</summary>
    public void Write(string directory)
    {
        var config = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["vocab_size"] = Vocabulary.Length,
            ["max_position_embeddings"] = 64,
            ["id2label"] = Labels.Select((label, id) => (label, id)).ToDictionary(one => one.id.ToString(), one => one.label, StringComparer.Ordinal),
        };
        foreach (var (key, value) in Config) config[key] = value;
        File.WriteAllText(Path.Combine(directory, "config.json"), JsonSerializer.Serialize(config));
        File.WriteAllText(Path.Combine(directory, "tokenizer_config.json"),
            """{"tokenizer_class":"BertTokenizer","do_lower_case":true,"model_max_length":1e30}""");
        File.WriteAllText(Path.Combine(directory, "vocab.txt"), string.Join('\n', Vocabulary) + "\n");
        File.WriteAllBytes(Path.Combine(directory, "model.onnx"), ToOnnx());
    }

    public byte[] ToOnnx()
    {
        var onnx = new OnnxWriter();
        foreach (var input in Inputs) onnx.Input(input, InputType, InputShape);
        var labels = ScoredLabels ?? Labels.Length;
        var rows = EmbeddingRows ?? Vocabulary.Length;
        onnx.Constant("scores", Element.Float, Scores(rows, labels), rows, labels);
        onnx.Node("Gather", ["scores", "input_ids"], ["plain"]);
        var result = Kind switch
        {
            TinyKind.DividedByBatchMaximum => Divided(onnx),
            TinyKind.DynamicallyQuantised => Quantised(onnx, labels),
            _ => "plain",
        };
        if (ThrowingToken is { } token) result = Throwing(onnx, token, labels, result);
        if (StuckToken is { } stuck) result = Stuck(onnx, stuck, result);
        onnx.Node("Cast", [result], [Output], ("to", (long)OutputType));
        onnx.Output(Output, OutputType, OutputShape);
        return onnx.ToArray();
    }

    // A few tokens have scores many times those of the others, as outlier activations do in real models.
    private float[] Scores(int rows, int labels)
    {
        var random = new Random(20260104);
        var scores = new float[rows * labels];
        for (var at = 0; at < scores.Length; at++) scores[at] = random.NextSingle() * (at / labels % 9 == 0 ? 40 : 4);
        if (NaNToken is { } token) scores[Array.IndexOf(Vocabulary, token) * labels] = float.NaN;
        return scores;
    }

    private static string Divided(OnnxWriter onnx)
    {
        onnx.Node("ReduceMax", ["plain"], ["largest"], ("keepdims", 0));
        onnx.Node("Div", ["plain", "largest"], ["divided"]);
        return "divided";
    }

    private static string Quantised(OnnxWriter onnx, int labels)
    {
        var identity = new sbyte[labels * labels];
        for (var i = 0; i < labels; i++) identity[(i * labels) + i] = 1;
        onnx.Constant("identity", Element.Int8, identity, labels, labels);
        onnx.Node("DynamicQuantizeLinear", ["plain"], ["small", "scale", "zero"]);
        onnx.Node("MatMulInteger", ["small", "identity", "zero"], ["product"]);
        onnx.Node("Cast", ["product"], ["wide"], ("to", (long)Element.Float));
        onnx.Node("Mul", ["wide", "scale"], ["quantised"]);
        return "quantised";
    }

    // With the token each of many boxes is compared to all that were chosen before it: a quadratic search within one node.
    private string Stuck(OnnxWriter onnx, string token, string scores)
    {
        const int boxes = 250_000;
        var most = new long[Vocabulary.Length];
        most[Array.IndexOf(Vocabulary, token)] = boxes;
        onnx.Constant("most", Element.Int64, most, most.Length);
        onnx.Constant("boxes", Element.Float, Enumerable.Range(0, boxes).SelectMany(i => new[] { i, 0, i + 0.5f, 1 }).ToArray(), 1, boxes, 4);
        onnx.Constant("rank", Element.Float, Enumerable.Range(0, boxes).Select(i => (float)(boxes - i)).ToArray(), 1, 1, boxes);
        onnx.Constant("nought", Element.Float, [0f]);
        onnx.Node("Gather", ["most", "input_ids"], ["wanted"]);
        onnx.Node("ReduceMax", ["wanted"], ["at_most"], ("keepdims", 0));
        onnx.Node("NonMaxSuppression", ["boxes", "rank", "at_most"], ["chosen"]);
        onnx.Node("Size", ["chosen"], ["count"]);
        onnx.Node("Cast", ["count"], ["counted"], ("to", (long)Element.Float));
        onnx.Node("Mul", ["counted", "nought"], ["nothing_more"]);
        onnx.Node("Add", [scores, "nothing_more"], ["late"]);
        return "late";
    }

    // The token is sent to an index that a second table does not have.
    private string Throwing(OnnxWriter onnx, string token, int labels, string scores)
    {
        var jump = new long[Vocabulary.Length];
        jump[Array.IndexOf(Vocabulary, token)] = 1_000;
        onnx.Constant("jump", Element.Int64, jump, jump.Length);
        onnx.Constant("nothing", Element.Float, new float[labels], 1, labels);
        onnx.Node("Gather", ["jump", "input_ids"], ["jumped"]);
        onnx.Node("Gather", ["nothing", "jumped"], ["added"]);
        onnx.Node("Add", [scores, "added"], ["checked"]);
        return "checked";
    }
}
