using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Writing;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Kafka.Writing;

public sealed class RefusedRecordsTests
{
    private readonly RefusedRecords _refused = new();

    [Fact]
    public void A_named_record_is_guilty_and_its_neighbours_are_free()
    {
        Assert.True(Accuse(1, ErrorCode.InvalidRecord, named: true));
        Assert.False(Accuse(2, ErrorCode.Local_InvalidDifferentRecord, named: true));
        Assert.Equal(new Failure(FailureKind.InvalidRecord, FailureStage.Write, 2, FailureDetail.TopicRefused), _refused.Verdict(Record(1)));
        Assert.Null(_refused.Verdict(Record(2)));
        Assert.False(_refused.IsSuspect(Record(2)));
    }

    [Theory]
    [InlineData(ErrorCode.InvalidRecord, false)]
    [InlineData(ErrorCode.InvalidTimestamp, true)]
    [InlineData(ErrorCode.MsgSizeTooLarge, true)]
    public void A_set_that_names_nobody_makes_suspects_and_who_is_refused_alone_is_guilty(ErrorCode code, bool named)
    {
        Assert.True(Accuse(1, code, named));
        Assert.False(Accuse(1, code, named));
        Assert.True(_refused.IsSuspect(Record(1)));
        Assert.Null(_refused.Verdict(Record(1)));
        Assert.True(Accuse(1, code, named, alone: true));
        Assert.Equal(code == ErrorCode.MsgSizeTooLarge ? FailureKind.OversizeOutput : FailureKind.InvalidRecord, _refused.Verdict(Record(1))?.Kind);
    }

    [Fact]
    public void What_is_committed_is_forgotten()
    {
        Accuse(1, ErrorCode.InvalidRecord, named: true);
        Accuse(2, ErrorCode.MsgSizeTooLarge, named: false);
        _refused.Forget(new("raw", 0, 0), new(2));
        Assert.Null(_refused.Verdict(Record(1)));
        Assert.True(_refused.IsSuspect(Record(2)));
        _refused.Acquit();
        Assert.False(_refused.IsSuspect(Record(2)));
    }

    private bool Accuse(long offset, ErrorCode code, bool named, bool alone = false) =>
        _refused.Accuse(new(Record(offset), OutputKind.Enriched, alone, 10, new Error(code)), named);

    private static InputRecord Record(long offset) => new() { Position = new("raw", 0, offset, 0) };
}
