using StreamNer.Pii;
using StreamNer.Pii.Rules;

namespace StreamNer.Tests.Pii.Scanning;

public sealed class RulesVersionTests
{
    [Fact]
    public void Equal_options_give_one_version() => Assert.Equal(PiiScanner.Version(new PiiScanOptions()), PiiScanner.Version(new PiiScanOptions()));

    [Fact]
    public void Each_option_that_can_change_a_finding_changes_the_version()
    {
        PiiScanOptions[] options =
        [
            new(), new() { StepsPerCharacter = 999 }, new() { Allow = ["a@b.org"] }, new() { Deny = [new DeniedValue("a@b.org")] },
            new() { Rules = [new PiiRule { Name = "badge", Pattern = "B[0-9]{6}" }] },
            new() { Rules = [new PiiRule { Name = "badge", Pattern = "B[0-9]{7}" }] },
        ];
        Assert.Equal(options.Length, options.Select(PiiScanner.Version).Distinct(StringComparer.Ordinal).Count());
    }
}
