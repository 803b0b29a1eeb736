using System.CommandLine;
using System.Globalization;

namespace StreamNer.Host.Cli;

/// <summary>An option that takes a whole number within bounds; anything else is wrong usage. Its value is null where it has no default and is not
/// given.</summary>
internal sealed class NumberOption : Option<int?>
{
    /// <summary>An option <paramref name="name"/> that takes <paramref name="least"/> to <paramref name="most"/>.</summary>
    public NumberOption(string name, int least, string description, int most = int.MaxValue, int? fallback = null)
        : base(name)
    {
        (HelpName, Description) = ("N", description);
        if (fallback is not null) DefaultValueFactory = _ => fallback;
        var range = most == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError($"{name} must be a whole number, {range}, is '{text}'");
            return null;
        };
    }
}
