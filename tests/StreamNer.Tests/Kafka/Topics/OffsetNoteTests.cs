using StreamNer.Kafka.Topics;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class OffsetNoteTests
{
    [Fact]
    public void A_note_gives_the_id_back() => Assert.Equal("HSYWIptISO6qFnh9HRN3BA", OffsetNote.TopicId(OffsetNote.Of("HSYWIptISO6qFnh9HRN3BA")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("of another program")]
    [InlineData("streamner/2 topic=x")]
    public void What_another_has_written_names_no_topic(string? note) => Assert.Equal("", OffsetNote.TopicId(note));

    [Fact]
    public void Without_an_id_there_is_no_note() => Assert.Null(OffsetNote.Of(""));
}
