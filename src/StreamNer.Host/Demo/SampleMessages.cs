using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamNer.Host.Demo;

/// <summary>
/// The demo's stream: invented messages, every sixth with personal data (documented test numbers), now and then one that is not UTF-8 and a tombstone. The
/// message of a number is always the same.
/// </summary>
internal sealed class SampleMessages
{
    private static readonly string[] s_personal =
    [
        "Hi, this is {0}. My card 4111 1111 1111 1111 was charged twice, please call +1 202-555-0{1:000}.",
        "Please send the invoice to {2}@example.com, IBAN GB82 WEST 1234 5698 7654 32. Thanks, {0}",
        "{0} here, my social security number is 536-22-{3:0000}, can you check the file?",
        "Login failed for {2}@example.org from 192.0.2.{4}, see https://status.example.net/t/{1}",
        "You can reach {0} at 5500 0000 0000 0004 ... sorry, that was my card, not my phone: (212) 555-0{1:000}",
    ];

    private static readonly string[] s_names = ["Grace Hopwood", "Zoran Ibrović", "Marta Kowalczyk", "Elias Murk", "Priya Raman", "Jean-Luc Gaudin", "Tara Swann"];

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
        if (number % 97 == 96) return [.. "caf"u8, 0xe9, .. " is Latin-1, not UTF-8"u8];
        return Encoding.UTF8.GetBytes(number % 6 == 5 ? Personal(number) : Plain(number));
    }

    private string Plain(int number)
    {
        var round = number / _texts.Length;
        var text = _texts[number % _texts.Length];
        // Later rounds differ, or the result cache would do all the work.
        return round == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} #{round}");
    }

    private static string Personal(int number)
    {
        var name = s_names[number % s_names.Length];
        var account = name.Split(' ')[0].ToLowerInvariant() + (number % 100).ToString(CultureInfo.InvariantCulture);
        return string.Format(CultureInfo.InvariantCulture, s_personal[number / 6 % s_personal.Length], name, 100 + (number % 100), account, 1000 + (number % 9000), 1 + (number % 250));
    }
}
