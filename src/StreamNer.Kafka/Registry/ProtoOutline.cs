namespace StreamNer.Kafka.Registry;

/// <summary>The package and the message names of a <c>.proto</c> text, in order and nested: what message indexes count. Nothing else of it is
/// read.</summary>
internal sealed class ProtoOutline
{
    private readonly List<ProtoOutline> _messages = [];
    private readonly string _name;

    private ProtoOutline(string name) => _name = name;

    /// <summary>Reads any text; what is no Protobuf has no messages.</summary>
    public static ProtoOutline Parse(string text)
    {
        var package = "";
        var top = new ProtoOutline("");
        var open = new Stack<ProtoOutline?>([top]);
        var (before, last) = ("", ""); // the two tokens before the current one
        foreach (var token in Tokens(text))
        {
            if (token == "{")
            {
                // Enums, services, oneofs and option blocks hold no messages of their own, but braces.
                var message = before == "message" && open.Peek() is not null ? new ProtoOutline(last) : null;
                if (message is not null) open.Peek()!._messages.Add(message);
                open.Push(message ?? (before == "oneof" ? open.Peek() : null));
            }
            else if (token == "}")
            {
                if (open.Count > 1) open.Pop();
            }
            else if (token == ";" && before == "package" && open.Count == 1)
            {
                package = last;
            }

            (before, last) = (last, token);
        }

        var outline = new ProtoOutline(package);
        outline._messages.AddRange(top._messages);
        return outline;
    }

    /// <summary>The full name of the message that <paramref name="indexes"/> lead to, or null.</summary>
    public string? MessageAt(ReadOnlySpan<int> indexes)
    {
        var (name, at) = (_name, this);
        foreach (var index in indexes)
        {
            if ((uint)index >= (uint)at._messages.Count) return null;
            at = at._messages[index];
            name = name.Length == 0 ? at._name : $"{name}.{at._name}";
        }

        return name;
    }

    // Words (with dots) and single signs, without comments; a string is one token that is no word.
    private static IEnumerable<string> Tokens(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (text.AsSpan(i).StartsWith("//", StringComparison.Ordinal)) i = End(text.IndexOf('\n', i), 1);
            else if (text.AsSpan(i).StartsWith("/*", StringComparison.Ordinal)) i = End(text.IndexOf("*/", i + 2, StringComparison.Ordinal), 2);
            else if (c is '"' or '\'')
            {
                for (i++; i < text.Length && text[i] != c; i++) i += text[i] == '\\' ? 1 : 0;
                i++;
                yield return "\"";
            }
            else
            {
                var start = i++;
                while (IsWord(c) && i < text.Length && IsWord(text[i])) i++;
                yield return text[start..i];
            }
        }

        int End(int found, int length) => found < 0 ? text.Length : found + length;
        static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';
    }
}
