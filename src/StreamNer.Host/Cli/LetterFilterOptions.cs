using System.CommandLine;
using System.Globalization;
using StreamNer.Configuration;
using StreamNer.Kafka.Redriving;
using StreamNer.Pipeline;

namespace StreamNer.Host.Cli;

/// <summary>The options that choose dead letters.</summary>
internal sealed class LetterFilterOptions
{
    private readonly Option<string[]> _reasons = Codes("--reason", "CODE", "Only letters with this reason; repeatable.",
        [.. Enum.GetValues<FailureKind>().Select(kind => kind.Code())]);

    private readonly Option<string[]> _details = Codes("--detail", "CODE", "Only letters with this detail, none for letters without one; repeatable.",
        ["none", .. Enum.GetValues<FailureDetail>().Where(detail => detail != FailureDetail.None).Select(detail => detail.Code())]);

    private readonly Option<string[]> _stages = Codes("--stage", "CODE", "Only letters with this stage; repeatable.",
        [.. Enum.GetValues<FailureStage>().Select(stage => stage.Code())]);

    private readonly Option<string[]> _groups = new("--of-group")
    {
        HelpName = "GROUP",
        Description = "Only letters written by this consumer group; repeatable. retry takes those of kafka:group unless this says otherwise.",
    };

    private readonly Option<string?> _topic = new("--topic") { HelpName = "TOPIC", Description = "Only records from this source topic." };
    private readonly NumberOption _partition = new("--partition", 0, "Only records from this source partition.");
    private readonly Option<string?> _tenant = new("--tenant")
    {
        HelpName = "TENANT",
        Description = "Only records of this tenant, determined as the worker does; \"\" for records without one.",
    };

    private readonly Option<DateTimeOffset?> _since = Time("--since", "Only records rejected at or after this time (ISO 8601).");
    private readonly Option<DateTimeOffset?> _until = Time("--until", "Only records rejected before this time.");

    /// <summary>Adds all of them to <paramref name="command"/>.</summary>
    public LetterFilterOptions(Command command)
    {
        foreach (var option in (Option[])[_reasons, _details, _stages, _groups, _topic, _partition, _tenant, _since, _until]) command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public LetterFilter Filter(ParseResult parsed) => new()
    {
        Reasons = parsed.GetValue(_reasons) ?? [],
        Details = parsed.GetValue(_details) ?? [],
        Stages = parsed.GetValue(_stages) ?? [],
        Groups = parsed.GetValue(_groups) ?? [],
        Topic = parsed.GetValue(_topic),
        Partition = parsed.GetValue(_partition),
        Tenant = parsed.GetValue(_tenant),
        Since = parsed.GetValue(_since),
        Until = parsed.GetValue(_until),
    };

    private static Option<string[]> Codes(string name, string value, string help, string[] known)
    {
        var option = new Option<string[]>(name) { HelpName = value, Description = help };
        option.Validators.Add(result =>
        {
            foreach (var code in result.Tokens.Select(token => token.Value).Where(code => !known.Contains(code, StringComparer.Ordinal)))
                result.AddError($"{name} '{code}' is unknown{NearMatch.Suggest(code, known)}; docs/dead-letters.md lists them");
        });
        return option;
    }

    private static Option<DateTimeOffset?> Time(string name, string help) => new(name)
    {
        HelpName = "TIME",
        Description = help,
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)) return time;
            result.AddError($"{name} must be a time such as 2026-01-31T12:00:00Z, is '{text}'");
            return null;
        },
    };
}
