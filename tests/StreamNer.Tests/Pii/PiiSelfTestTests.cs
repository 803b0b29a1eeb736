using StreamNer.Host.Configuration;
using StreamNer.Host.Work;
using StreamNer.Pii;
using StreamNer.Pii.Detectors;
using StreamNer.Pii.Rules;

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
        var failure = PiiSelfTest.Run(Broken([.. DetectorRows.Make().Where(row => row.TypeName != type)]));
        Assert.Contains($"{type} '", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_finds_too_much_is_named()
    {
        var failure =
            PiiSelfTest.Run(Broken([.. DetectorRows.Make(),
            new Detector("VIN", "vin.any", PiiStrength.Structural) { Shapes = "9999999999999", Validate = static _ => true }]));
        Assert.Contains("VIN is found in '1711929600123'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_throws_is_a_failure() => Assert.Contains(
        nameof(InvalidOperationException),
        PiiSelfTest.Run(Broken([.. DetectorRows.Make(),
            new Detector("CUSTOM", "bad", PiiStrength.Structural) { AtEnd = static (ref _, _) => throw new InvalidOperationException("no table") }])),
        StringComparison.Ordinal);

    [Fact]
    public void A_budget_too_small_for_the_canned_texts_is_a_failure() => Assert.Contains(
        "pii:scan:stepsPerCharacter",
        PiiSelfTest.Run(Broken([.. DetectorRows.Make(),
            new Detector("CUSTOM", "greedy", PiiStrength.Structural) { AtEnd = static (ref scan, self) => scan.Spend(self, int.MaxValue) }])),
        StringComparison.Ordinal);

    [Fact]
    public void A_broken_detector_refuses_the_start()
    {
        using var telemetry = new Telemetry();
        var failure = Assert.Throws<DetectorException>(() => Engine.Create(
            SettingsLoader.Load(new SettingsOrigins()).Settings, telemetry, EventLog.None, scanners: _ =>
                Broken([.. DetectorRows.Make().Where(row => row.TypeName != "IBAN")])));
        Assert.Contains("IBAN", failure.Message, StringComparison.Ordinal);
    }

    private static PiiScanner Broken(Detector[] rows) => new(new PiiScanOptions(), new DetectorTable(rows), TimeProvider.System);
}
