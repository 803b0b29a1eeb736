using StreamNer.Diagnostics;
using StreamNer.Host.Watching;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Host.Watching;

public sealed class LabelMixTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-mix").FullName;
    private readonly FakeClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static LabelMix Mix(params (string Label, long Count)[] counts) =>
        new(counts.ToDictionary(one => one.Label, one => one.Count, StringComparer.Ordinal));

    [Fact]
    public void Equal_mixes_of_any_size_have_not_drifted() =>
        Assert.Equal(0, Mix(("PER", 500), ("LOC", 500)).Psi(Mix(("PER", 100), ("LOC", 100)))!.Value, 1e-12);

    [Fact]
    public void The_index_is_the_sum_over_the_shares()
    {
        // (0.6 - 0.5) ln 1.2 + (0.4 - 0.5) ln 0.8, either way round.
        var expected = 0.1 * Math.Log(1.2) - (0.1 * Math.Log(0.8));
        Assert.Equal(expected, Mix(("PER", 600), ("LOC", 400)).Psi(Mix(("PER", 500), ("LOC", 500)))!.Value, 1e-9);
        Assert.Equal(expected, Mix(("PER", 500), ("LOC", 500)).Psi(Mix(("PER", 600), ("LOC", 400)))!.Value, 1e-9);
    }

    [Fact]
    public void A_label_that_one_side_lacks_is_a_great_but_finite_change() =>
        Assert.InRange(Mix(("PER", 500), ("LOC", 500)).Psi(Mix(("PER", 1_000)))!.Value, 0.25, 10);

    [Fact]
    public void Few_entities_say_nothing()
    {
        Assert.Null(Mix(("PER", 199)).Psi(Mix(("PER", 1_000))));
        Assert.Null(Mix(("PER", 1_000)).Psi(Mix(("PER", 199))));
    }

    [Fact]
    public void What_is_written_can_be_read()
    {
        var path = Path.Combine(_folder, "mix.json");
        var mix = Mix(("PER", 123), ("LOC", 456));
        mix.Write(path);
        Assert.Equal(mix.Counts, LabelMix.Read(path, out _)!.Counts);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("{}", "is not a label mix")]
    [InlineData("[]", "is not a label mix")]
    [InlineData("PER 12", "is not a label mix")]
    [InlineData("""{"labels":{"PER":"many"}}""", "is not a label mix")]
    [InlineData("""{"labels":{"PER":5}}""", "fewer than 200")]
    public void Another_file_is_refused_with_the_reason(string text, string reason)
    {
        var path = Path.Combine(_folder, "mix.json");
        File.WriteAllText(path, text);
        Assert.Null(LabelMix.Read(path, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Null(LabelMix.Read(path + "x", out error));
        Assert.Equal("no such file", error);
    }

    [Fact]
    public void The_window_forgets_after_an_hour()
    {
        var window = new LabelWindow(_clock);
        window.Add("PER", 3);
        _clock.Advance(TimeSpan.FromMinutes(30));
        window.Add("LOC", 2);
        window.Add("LOC", 2);
        Assert.Equal(Mix(("LOC", 4), ("PER", 3)).Counts, window.Current().Counts);
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(Mix(("LOC", 4)).Counts, window.Current().Counts);
        _clock.Advance(TimeSpan.FromMinutes(60));
        window.Add("ORG", 1);
        Assert.Equal(Mix(("ORG", 1)).Counts, window.Current().Counts);
    }

    [Fact]
    public void Entities_are_heard_by_label_and_those_of_another_meter_are_not()
    {
        using var telemetry = new Telemetry();
        using var other = new Telemetry();
        var window = new LabelWindow(_clock);
        using (new LabelListener(telemetry, window.Add))
        {
            Count(telemetry, "PER", 2);
            Count(telemetry, "PER", 0);
            Count(other, "LOC", 5);
        }

        Count(telemetry, "PER", 7);
        Assert.Equal(Mix(("PER", 2)).Counts, window.Current().Counts);
    }

    private static void Count(Telemetry telemetry, string label, long entities) =>
        telemetry.Entities.Add(entities, new KeyValuePair<string, object?>("label", label), Labels.Origin[Origin.Model]);
}
