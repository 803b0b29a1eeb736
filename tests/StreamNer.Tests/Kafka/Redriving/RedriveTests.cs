using System.Text;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Redriving;

public sealed class RedriveTests
{
    private readonly FakeClock _clock = new();

    private static InputRecord Input(long offset, string value = "text", string topic = "raw", params RecordHeader[] headers) => new()
    {
        Position = new SourcePosition(topic, 1, offset, 1_000 + offset),
        Key = [1],
        Value = Encoding.UTF8.GetBytes(value),
        Headers = headers,
    };

    private DeadLetter Letter(
        InputRecord input, FailureKind kind = FailureKind.TooLong, FailureDetail detail = FailureDetail.None, long limit = 1 << 20,
        string group = "group")
    {
        var record = new DeadLetterCodec(group, limit, _clock).Encode(input, new Failure(kind, FailureStage.Tokenise, Detail: detail), "s-1");
        return DeadLetter.Read(record.Key, record.Value, [.. record.Headers.Select(h => new RecordHeader(h.Key, h.GetValueBytes()))], null);
    }

    private static TopicPartitionOffset At(long offset) => new("raw.dlq", 0, offset);

    private static string? NoTenant(DeadLetter letter) => null;

    [Fact]
    public void A_bitmap_knows_what_was_added_and_nothing_beside_it()
    {
        var bitmap = new SourceBitmap();
        long[] offsets = [0, 63, 64, 4_095, 4_096, 9_007_199_254_740_993];
        foreach (var offset in offsets) Assert.True(bitmap.Add("raw", 2, offset));
        Assert.False(bitmap.Add("raw", 2, 64));
        Assert.Equal(offsets.Length, bitmap.Count);
        Assert.All(offsets, offset => Assert.True(bitmap.Contains("raw", 2, offset)));
        Assert.All((long[])[1, 62, 65, 4_094, 4_097, 128], offset => Assert.False(bitmap.Contains("raw", 2, offset)));
        Assert.False(bitmap.Contains("raw", 1, 64));
        Assert.False(bitmap.Contains("other", 2, 64));
    }

    [Fact]
    public void Each_fate_has_its_letters()
    {
        var outputs = new SourceBitmap();
        outputs.Add("raw", 1, 7);
        var plan = new RedrivePlan(outputs, ["raw"]);
        var newest = Letter(Input(8));
        plan.Add(At(0), Letter(Input(7)), meant: true);
        plan.Add(At(1), Letter(Input(8)), meant: true);
        plan.Add(At(2), newest, meant: true);
        plan.Add(At(3), Letter(Input(9, topic: "other")), meant: true);
        plan.Add(At(4), DeadLetter.Read(null, [1], [], null), meant: true);
        plan.Add(At(5), Letter(Input(10)) with { Unopened = "k1" }, meant: true);
        plan.Add(At(6), Letter(Input(11)), meant: false);
        var counts = plan.Counts[("too_long", "none")];
        Assert.Equal((1, 1, 1, 1), (counts[RedriveFate.Retry], counts[RedriveFate.HasOutput], counts[RedriveFate.Superseded],
            counts[RedriveFate.OtherTopic]));
        Assert.Equal((1, 1), (counts[RedriveFate.Sealed], plan.Counts[("", "none")][RedriveFate.NoSource]));
        Assert.Equal(1, plan.Total);
        Assert.True(plan.Takes(At(2), newest));
        Assert.False(plan.Takes(At(1), newest));
        Assert.False(plan.Takes(At(6), Letter(Input(11))));
    }

    [Fact]
    public void A_letter_of_another_group_is_counted_and_decides_nothing()
    {
        var mine = Letter(Input(8));
        (TopicPartitionOffset, DeadLetter)[] letters =
        [
            (At(0), mine), (At(1), Letter(Input(8), FailureKind.Policy, group: "other")), (At(2), Letter(Input(9), group: "other")),
        ];
        var redrive = new StreamNer.Kafka.Redriving.Redrive(
            letters, new LetterFilter { Groups = ["group"] }, (_, _, _, _, _, _) => throw new InvalidOperationException());
        var plan = redrive.Plan(new SourceBitmap(), ["raw"]);
        Assert.Equal(1, plan.Total);
        Assert.True(plan.Takes(At(0), mine));
        Assert.Equal((0, 1), (plan.Counts[("too_long", "none")][RedriveFate.Superseded], plan.Counts[("too_long", "none")][RedriveFate.OtherGroup]));
        Assert.Equal(1, plan.Counts[("policy", "none")][RedriveFate.OtherGroup]);
        Assert.False(plan.Takes(At(2), letters[2].Item2));
    }

    [Fact]
    public void The_latest_letter_of_a_record_decides_whether_it_is_meant()
    {
        var plan = new RedrivePlan(new SourceBitmap(), ["raw"]);
        plan.Add(At(0), Letter(Input(8)), meant: true);
        plan.Add(At(1), Letter(Input(8), FailureKind.Policy), meant: false);
        Assert.Equal(0, plan.Total);
        Assert.Equal(1, plan.Counts[("too_long", "none")][RedriveFate.Superseded]);
    }

    [Theory]
    [InlineData("reason", true)]
    [InlineData("detail", true)]
    [InlineData("stage", true)]
    [InlineData("topic", true)]
    [InlineData("partition", true)]
    [InlineData("tenant", true)]
    [InlineData("time", true)]
    [InlineData("reason", false)]
    [InlineData("detail", false)]
    [InlineData("stage", false)]
    [InlineData("topic", false)]
    [InlineData("partition", false)]
    [InlineData("tenant", false)]
    [InlineData("time", false)]
    public void A_filter_takes_what_fits_and_leaves_the_rest(string what, bool fits)
    {
        var now = _clock.GetUtcNow();
        var filter = what switch
        {
            "reason" => new LetterFilter { Reasons = ["policy", fits ? "invalid_record" : "too_long"] },
            "detail" => new LetterFilter { Details = [fits ? "json.no_field" : "none"] },
            "stage" => new LetterFilter { Stages = [fits ? "tokenise" : "decode"] },
            "topic" => new LetterFilter { Topic = fits ? "raw" : "ra" },
            "partition" => new LetterFilter { Partition = fits ? 1 : 10 },
            "tenant" => new LetterFilter { Tenant = fits ? "acme" : "" },
            _ => fits ? new LetterFilter { Since = now, Until = now.AddMilliseconds(1) } : new LetterFilter { Until = now },
        };
        Assert.Equal(fits, filter.Matches(Letter(Input(1), FailureKind.InvalidRecord, FailureDetail.JsonNoField), _ => "acme"));
    }

    [Fact]
    public void A_filter_of_detail_none_takes_letters_without_one() =>
        Assert.True(new LetterFilter { Details = ["none"] }.Matches(Letter(Input(1)), NoTenant));

    [Fact]
    public void The_tenant_is_read_as_the_worker_reads_it_and_unknown_where_the_letter_has_no_value()
    {
        var decode = new DocumentCodec(new InputOptions { TenantHeader = "tenant" }).Decode;
        var redrive = new StreamNer.Kafka.Redriving.Redrive([], new LetterFilter { Tenant = "acme" }, (at, key, value, headers, epoch, arrived) =>
            decode(at, key, value, headers, epoch, arrived));
        var header = new RecordHeader("tenant", "acme"u8.ToArray());
        Assert.True(redrive.Means(Letter(Input(1, headers: header))));
        Assert.False(redrive.Means(Letter(Input(1))));
        Assert.False(redrive.Means(Letter(Input(1, new string('x', 5_000), headers: header), limit: 2_000)));
    }

    [Fact]
    public void A_letter_is_whole_when_nothing_was_left_out()
    {
        Assert.True(Letter(Input(1)).IsWhole);
        var cut = Letter(Input(1, new string('x', 5_000)), limit: 2_000);
        Assert.True(cut.Lacks("value"));
        Assert.False(cut.IsWhole);
        Assert.Equal(new SourcePosition("raw", 1, 1, 1_001), cut.Source);
    }

    [Fact]
    public void Letters_are_counted_by_topic_and_the_most_frequent_first()
    {
        DeadLetter[] letters =
        [
            Letter(Input(1)), Letter(Input(2), FailureKind.InvalidRecord, FailureDetail.JsonNoField), Letter(Input(3), FailureKind.InvalidRecord,
                FailureDetail.JsonNoField), Letter(Input(4, topic: "a")),
        ];
        Assert.Equal(
            [
                new LetterCount("a", "too_long", "none", "tokenise", 1), new LetterCount("raw", "invalid_record", "json.no_field", "tokenise", 2),
                new LetterCount("raw", "too_long", "none", "tokenise", 1),
            ],
            LetterCounts.Of(letters));
    }
}
