using StreamNer.Inference;
using StreamNer.Text;

namespace StreamNer;

/// <summary>One's own token classifier with what stands around it, in place of the ONNX model: for <see cref="StreamNerBuilder.UseModel"/>.</summary>
public sealed record TokenModel
{
    /// <summary>What records call the model.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Names what the model answers: part of the snapshot's id, so change it whenever an answer may change. At least one character.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>The WordPiece vocabulary by token id, as in a <c>vocab.txt</c>, with <c>[PAD]</c>, <c>[UNK]</c>, <c>[CLS]</c> and <c>[SEP]</c>;
    /// pieces inside a word begin with <c>##</c>.</summary>
    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>The labels by index, such as <c>O, B-PER, I-PER</c>; IO, BIO, BIOES and BILOU are known.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Scores tokens. Disposed of together with the snapshot.</summary>
    public required ITokenClassifier Classifier { get; init; }

    /// <summary>How text is normalised before the vocabulary is asked. Default: BERT's uncased settings.</summary>
    public TokenizerOptions Tokenizer { get; init; } = new();
}
