using System.Buffers;
using StreamNer.Comparing;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Output;

namespace StreamNer.Tests.Comparing;

/// <summary>Outputs to compare.</summary>
internal static class SomeOutput
{
    public static Entity Entity(string label, int start, int end, string text = "x", float score = 0.9f) =>
        new(label, start, end, start, end, text, score);

    public static Enrichment Of(long offset, string text, params Entity[] entities) => new(
        new Document("") { Source = new SourcePosition("raw", 0, offset, 0) }, text, OffsetUnit.CodePoint, entities, [], EnrichmentJsonTests.Made);

    public static byte[] Line(Enrichment enrichment)
    {
        var line = new ArrayBufferWriter<byte>();
        EnrichmentJson.Write(enrichment, line);
        return line.WrittenSpan.ToArray();
    }

    public static PlacedValue Placed(Enrichment enrichment, bool replaces = false)
    {
        var at = enrichment.Document.Source!.Value;
        return new(new(at.Topic, at.Partition, at.Offset), replaces, Line(enrichment));
    }

    public static DiffInput Input(params PlacedValue[] values) =>
        new("some", values, IsOrdered: false) { Read = EnrichmentJsonReader.Read };

    public static DiffTally Compare(PlacedValue[] a, PlacedValue[] b, DiffOptions? options = null) =>
        new OutputDiff(options ?? new()).Run(Input(a), Input(b), CancellationToken.None);

    public static DiffTally Compare(Enrichment a, Enrichment b) => Compare([Placed(a)], [Placed(b)]);
}
