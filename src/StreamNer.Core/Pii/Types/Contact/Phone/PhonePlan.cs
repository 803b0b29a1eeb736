using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Number plans of the world (Google's libphonenumber metadata, npm libphonenumber-js) as one automaton over calling code and national
/// number.</summary>
internal static class PhonePlan
{
    private static readonly short[] s_next;
    private static readonly bool[] s_accepts;
    private static readonly (int State, string Trunk)[] s_plans;

    static PhonePlan()
    {
        string[] rows = [.. DataTable.Lines("phone-plan.txt")];
        s_next = new short[rows.Length * 10];
        s_accepts = new bool[rows.Length];
        Array.Fill(s_next, (short)-1);
        for (var state = 0; state < rows.Length; state++)
        {
            s_accepts[state] = rows[state][0] == '+';
            foreach (var run in rows[state].TrimStart('+').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var arrow = run.IndexOf('>', StringComparison.Ordinal);
                var target = Base36(run.AsSpan(arrow + 1));
                foreach (var digit in run[0] == '*' ? "0123456789" : run.AsSpan(0, arrow)) s_next[state * 10 + digit - '0'] = target;
            }
        }

        s_plans = [.. DataTable.Lines("phone-regions.txt").Select(line => line.Split(' ')).Select(f => (Advance(0, f[1]), f[2] == "-" ? ""
            : f[2])).Distinct()];
        NorthAmerica = Advance(0, "1");
    }

    /// <summary>The state after the calling code 1.</summary>
    public static int NorthAmerica { get; }

    /// <summary>Whether the digits, calling code first, are a valid number of some region.</summary>
    public static bool IsInternational(ReadOnlySpan<char> digits) => Accepts(0, digits);

    /// <summary>Whether the digits are some region's calling code.</summary>
    public static bool IsCallingCode(ReadOnlySpan<char> digits)
    {
        var code = Advance(0, digits);
        foreach (var (state, _) in s_plans) if (state == code) return code >= 0;
        return false;
    }

    /// <summary>Whether they are a valid North American number without the 1.</summary>
    public static bool IsNorthAmerican(ReadOnlySpan<char> digits) => digits.Length == 10 && Accepts(NorthAmerica, digits);

    /// <summary>Whether they are a valid number as written inside some country, with its trunk prefix where it has one.</summary>
    public static bool IsNational(ReadOnlySpan<char> digits)
    {
        foreach (var (state, trunk) in s_plans)
        {
            if (trunk.Length > 0 && digits.StartsWith(trunk) && Accepts(state, digits[trunk.Length..])) return true;
            if (Accepts(state, digits)) return true;
        }

        return false;
    }

    /// <summary>Whether they are a valid number of some country that writes a trunk prefix 0, with it.</summary>
    public static bool IsTrunkNational(ReadOnlySpan<char> digits)
    {
        foreach (var (state, trunk) in s_plans)
            if (trunk == "0" && Accepts(state, digits[1..])) return true;
        return false;
    }

    private static bool Accepts(int state, ReadOnlySpan<char> digits)
    {
        var end = Advance(state, digits);
        return end >= 0 && s_accepts[end];
    }

    private static int Advance(int state, ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            state = s_next[state * 10 + c - '0'];
            if (state < 0) return -1;
        }

        return state;
    }

    private static short Base36(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var c in text) value = value * 36 + (c <= '9' ? c - '0' : c - 'a' + 10);
        return checked((short)value);
    }
}
