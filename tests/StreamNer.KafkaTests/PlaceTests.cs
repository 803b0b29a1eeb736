namespace StreamNer.KafkaTests;

public sealed class PlaceTests
{
    [Fact]
    public void Proto_matches_contract() => Assert.Equal("streamner.v1.EnrichedText", V1.EnrichedText.Descriptor.FullName);
}
