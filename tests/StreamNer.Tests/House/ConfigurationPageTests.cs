using System.Text;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.House;

/// <summary>The tables of docs/configuration.md are generated from the option records; STREAMNER_WRITE_DOCS=1 rewrites it.</summary>
public sealed class ConfigurationPageTests
{
    private const string Page = "docs/configuration.md";

    [Fact]
    public void The_tables_are_what_the_option_records_say()
    {
        var page = Repository.Read(Page);
        var made = MarkdownPage.With(page, "settings", Tables());
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") File.WriteAllText(Path.Combine(Repository.Root, Page), made);
        else Assert.Equal(made, page);
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

    private static string Tables()
    {
        var page = new StringBuilder();
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
