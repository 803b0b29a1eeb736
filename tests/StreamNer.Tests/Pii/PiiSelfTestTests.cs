using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Pii;
using StreamNer.Pii.Rules;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Types;
using StreamNer.Snapshots;

namespace StreamNer.Tests.Pii;

public sealed class PiiSelfTestTests
{
    [Fact]
    public void The_built_in_detectors_pass() => Assert.Null(PiiSelfTest.Run(new PiiScanner()));

    [Fact]
    public void Rules_and_lists_of_the_configuration_do_not_matter() => Assert.Null(PiiSelfTest.Run(new PiiScanner(new PiiScanOptions
    {
        Allow = ["jane.doe@example.com"],
        Deny = [new DeniedValue("team")],
        Rules = [new PiiRule { Name = "any", Pattern = "[a-z]+", MustMatch = ["a"], MustNotMatch = ["1"] }],
    })));

    [Theory]
    [InlineData("EMAIL")]
    [InlineData("CARD")]
    [InlineData("IBAN")]
    [InlineData("SSN")]
    [InlineData("UK_NHS")]
    public void A_detector_that_finds_nothing_is_named(string type)
    {
        var failure = PiiSelfTest.Run(Broken([.. DetectorTable.BuiltIn().Where(detector => detector.Type.Name != type)]));
        Assert.Contains($"{type} '", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_finds_too_much_is_named()
    {
        var failure =
            PiiSelfTest.Run(Broken([.. DetectorTable.BuiltIn(),
            new Detector(Vin.Type, new Shape("vin.any", PiiStrength.Structural, Shape.Digits(13), static _ => true))]));
        Assert.Contains("VIN is found in '1711929600123'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_throws_is_a_failure() => Assert.Contains(
        nameof(InvalidOperationException),
        PiiSelfTest.Run(Broken([.. DetectorTable.BuiltIn(),
            Custom("bad", static (ref _, _, _) => throw new InvalidOperationException("no table"))])),
        StringComparison.Ordinal);

    [Fact]
    public void A_budget_too_small_for_the_canned_texts_is_a_failure() => Assert.Contains(
        "pii:scan:stepsPerCharacter",
        PiiSelfTest.Run(Broken([.. DetectorTable.BuiltIn(),
            Custom("greedy", static (ref scan, self, _) => scan.Spend(self, int.MaxValue))])),
        StringComparison.Ordinal);

    [Fact]
    public void A_broken_detector_refuses_the_start()
    {
        using var telemetry = new Telemetry();
        var failure = Assert.Throws<DetectorException>(() => Snapshot.Create(
            SettingsLoader.Load(new SettingsOrigins()).Settings, telemetry, EventLog.None, new SnapshotChoices
            {
                Scanners = _ => Broken([.. DetectorTable.BuiltIn().Where(detector => detector.Type != Iban.Type)]),
            }));
        Assert.Contains("IBAN", failure.Message, StringComparison.Ordinal);
    }

    private static Detector Custom(string name, Read read) =>
        new(StreamNer.Pii.Types.Custom.Type, new Reader(name, PiiStrength.Structural, Anchor.End(read)));

    private static PiiScanner Broken(Detector[] detectors) => new(new PiiScanOptions(), new DetectorTable(detectors), TimeProvider.System);
}
