using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamNer.Host.Demo;

/// <summary>
/// The demo's stream: invented messages (support chats, reviews, posts, tickets), some with personal data made of documented test values, now and
/// then one that is not UTF-8 and a tombstone. The message of a number is always the same, and none comes twice.
/// </summary>
internal sealed partial class SampleMessages
{
    private static readonly string[] s_first =
    [
        "Grace", "Zoran", "Marta", "Elias", "Priya", "Tomás", "Tara", "Kofi", "Ingrid", "Mehmet", "Yuki", "Aisha", "Piotr", "Lucía", "Noah", "Fatima",
        "Owen", "Chiara", "Samir",
    ];

    private static readonly string[] s_last =
    [
        "Hopwood", "Ibrović", "Kowalczyk", "Lindqvist", "Raman", "Ferreira", "Swann", "Mensah", "Halvorsen", "Aydın", "Moreno", "Okafor",
        "Whitlock",
    ];

    private static readonly string[] s_cities =
        ["Leeds", "Toronto", "Lyon", "Hamburg", "Austin", "Melbourne", "Gothenburg", "Nagoya", "Porto", "Chicago", "Tallinn"];

    // Test numbers that card schemes and the IBAN registry publish.
    private static readonly string[] s_cards =
        ["4111 1111 1111 1111", "5555 5555 5555 4444", "3782 822463 10005", "6011 1111 1111 1117", "4242-4242-4242-4242"];
    private static readonly string[] s_accounts = ["GB82 WEST 1234 5698 7654 32", "DE89 3704 0044 0532 0130 00", "NL91 ABNA 0417 1643 00"];

    private readonly string[] _texts;

    /// <summary>Reads the messages that ship with the program.</summary>
    public SampleMessages()
    {
        using var stream = typeof(SampleMessages).Assembly.GetManifestResourceStream("StreamNer.Demo.messages.jsonl")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var texts = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            texts.Add(json.RootElement.GetProperty("text").GetString()!);
        }

        _texts = [.. texts];
    }

    /// <summary>The value of message <paramref name="number"/>, from 0; null for a tombstone.</summary>
    public byte[]? Value(int number)
    {
        if (number % 131 == 130) return null;
        return number % 97 == 96 ? [.. "Caf"u8, 0xe9, .. " im Museum, 14 Uhr? (Latin-1, not UTF-8)"u8] : Encoding.UTF8.GetBytes(Text(number));
    }

    private string Text(int number)
    {
        var round = number / _texts.Length;
        // Coprime to the count, so that every round has all messages in an order that mixes the kinds.
        var text = _texts[(int)((number * 55L) % _texts.Length)];
        var filled = Blank().Replace(text, match => Fill(match.ValueSpan, number));
        // Later rounds differ, or the result cache would do all the work.
        var isNumbered = text.Contains("{order}", StringComparison.Ordinal) || text.Contains("{ticket}", StringComparison.Ordinal);
        return round == 0 || isNumbered ? filled : string.Create(CultureInfo.InvariantCulture, $"{filled} (case {10_000 + number})");
    }

    private static string Fill(ReadOnlySpan<char> blank, int number)
    {
        var (first, last) = (Of(s_first, number), Of(s_last, number));
        var account = Plain($"{first}.{last}");
        return blank switch
        {
            "{name}" => $"{first} {last}",
            "{first}" => first,
            "{user}" => string.Create(CultureInfo.InvariantCulture, $"{Plain(first)}_{number % 90 + 10}"),
            "{mail}" => $"{account}@example.{Of(["com", "org", "net"], number)}",
            "{phone}" => number % 3 == 0 ? $"020 7946 0{number % 1_000:000}" : $"+1 202-555-01{number % 100:00}",
            "{card}" => Of(s_cards, number),
            "{iban}" => Of(s_accounts, number),
            "{ip}" => string.Create(CultureInfo.InvariantCulture, $"198.51.100.{1 + (number % 250)}"),
            "{order}" => string.Create(CultureInfo.InvariantCulture, $"ORD-{40_000 + number}"),
            "{ticket}" => string.Create(CultureInfo.InvariantCulture, $"INC-{40_000 + number}"),
            _ => Of(s_cities, number),
        };
    }

    private static string Of(string[] values, int number) => values[number % values.Length];

    // As people write their names in an address: every accent of the lists above is here.
    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => c switch { 'á' => 'a', 'í' or 'ı' => 'i', 'ć' => 'c', _ => c }));

    [GeneratedRegex(@"\{[a-z]+\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Blank();
}
