using System.Text;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.House;

/// <summary>docs/settings.md is made from the option records: STREAMNER_WRITE_DOCS=1 writes it anew.</summary>
public sealed class SettingsPageTests
{
    private const string Page = "docs/settings.md";

    [Fact]
    public void The_page_is_what_the_option_records_say()
    {
        var expected = Write();
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") File.WriteAllText(Path.Combine(Repository.Root, Page), expected);
        Assert.Equal(expected, Repository.Read(Page));
    }

    [Fact]
    public void Every_default_is_within_its_own_range()
    {
        foreach (var info in SettingCatalogue.All.Where(info =>
            info.Attribute.Range.Length > 0 && info.Default.Length > 0 && char.IsAsciiDigit(info.Default[0])))
        {
            var value = TimeSpan.TryParse(info.Default, null, out var time) && info.Type == "time" ? (object)time : double.Parse(info.Default, null);
            Assert.True(info.Attribute.Allows(value), $"{info.Key} = {info.Default}, range {info.Attribute.Range}");
        }
    }

    private static string Write()
    {
        var page = new StringBuilder(
            """
            # Settings

            Where they come from, later wins: `appsettings.json` in the program's folder, the file of `--config`, `STREAMNER__SECTION__NAME` variables, flags, `--set KEY=VALUE`.
            A `*` stands for a name of your own or an item's number. A time is written `250ms`, `5s` or `00:01:30`. A list is a JSON array, or text separated by commas.
            Where a name is a secret (`password`, `token`, `sasl.password` …), the same name with `File` behind it names a file that holds the secret.
            `streamner config show --describe` prints this with the values that hold, `streamner config schema` the same for editors.

            This page is written by `STREAMNER_WRITE_DOCS=1` and the test class `SettingsPageTests`, from the option records.

            """.ReplaceLineEndings("\n"));
        foreach (var section in OptionTypes.Settable(typeof(Settings)).GroupBy(OptionTypes.KeyOf))
        {
            page.Append($"\n## {section.Key}\n\n{string.Join(' ', section.Select(property => SettingCatalogue.AttributeOf(property).Meaning))}\n\n");
            page.Append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
            foreach (var info in SettingCatalogue.All.Where(info => info.Key.StartsWith(section.Key + ":", StringComparison.Ordinal)))
            {
                var missing = info.Attribute.Required ? "required" : "";
                page.Append($"| `{info.Key}` | {info.Type} | {(info.Default.Length > 0 ? info.Default : missing)} | {info.Attribute.Range} | "
                    + $"{info.Attribute.Meaning} |\n");
            }
        }

        return page.ToString();
    }
}
