using StreamNer.Decoding;

namespace StreamNer.Tests.Decoding;

internal static class SomeLabels
{
    public static readonly string[] Names = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"];

    public static LabelScheme Bio() => Scheme(Names);

    public static LabelScheme Scheme(params string[] labels) => LabelScheme.Read(labels, out var error) ?? throw new InvalidOperationException(error);
}
