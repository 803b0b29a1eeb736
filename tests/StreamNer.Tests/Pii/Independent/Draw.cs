using System.Globalization;
using System.Text;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>Seeded choices: the same seed gives the same texts on any machine.</summary>
internal sealed class Draw(int seed)
{
    public const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    public const string Lower = "abcdefghijklmnopqrstuvwxyz";
    public const string Base62 = Upper + Lower + "0123456789";
    public const string Hex = "0123456789abcdef";

    private readonly Random _random = new(seed);

    /// <summary>A number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => _random.Next(count);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    /// <summary>True once in <paramref name="of"/> draws.</summary>
    public bool Once(int of) => Below(of) == 0;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Characters of an alphabet.</summary>
    public string From(string alphabet, int count)
    {
        var text = new StringBuilder(count);
        while (text.Length < count) text.Append(alphabet[Below(alphabet.Length)]);
        return text.ToString();
    }

    public string Digits(int count) => From("0123456789", count);

    /// <summary>
    /// A form filled in: <c>#</c> a digit, <c>^</c> a digit from 1, <c>@</c> A to Z, <c>~</c> a to z, <c>%</c> a lower-case hexadecimal digit,
    /// <c>*</c> a letter or digit; all else stays.
    /// </summary>
    public string Form(string form)
    {
        var text = new StringBuilder(form.Length);
        foreach (var c in form)
        {
            text.Append(c switch
            {
                '#' => From("0123456789", 1),
                '^' => From("123456789", 1),
                '@' => From(Upper, 1),
                '~' => From(Lower, 1),
                '%' => From(Hex, 1),
                '*' => From(Base62, 1),
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }

    /// <summary>One of several forms, filled in.</summary>
    public string FormOf(params ReadOnlySpan<string> forms) => Form(Of(forms));

    /// <summary>A day of a year in this range.</summary>
    public DateOnly Day(int firstYear, int lastYear) => new(Between(firstYear, lastYear), Between(1, 12), Between(1, 28));

    /// <summary>A day between 18 and 90 years ago: a birthday.</summary>
    public DateOnly Birthday() => Day(1936, 2008);

    /// <summary>A day written as in a pattern of .NET, invariant culture.</summary>
    public static string Write(DateOnly day, string pattern) => day.ToString(pattern, CultureInfo.InvariantCulture);

    /// <summary>Digits in groups of these lengths.</summary>
    public static string Group(string digits, string separator, params ReadOnlySpan<int> lengths)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var length in lengths)
        {
            if (at > 0) text.Append(separator);
            text.Append(digits, at, length);
            at += length;
        }

        return text.ToString();
    }

    /// <summary>The value with the digit at <paramref name="index"/> (from the end when negative) changed, so that any check digit fails.</summary>
    public string Spoil(string value, int index = -1)
    {
        var at = index < 0 ? value.Length + index : index;
        while (!char.IsAsciiDigit(value[at])) at--;
        var wrong = (char)('0' + ((value[at] - '0' + Between(1, 9)) % 10));
        return value[..at] + wrong + value[(at + 1)..];
    }
}
