using System.Globalization;
using PhoneNumbers;
using StreamNer.Pii.Types;

namespace StreamNer.Benchmarks.Pii;

/// <summary>
/// Compares our number plan with libphonenumber-csharp as validator of candidates: how often they agree on the library's own example numbers of each
/// region and kind and on those with one digit too few, too many or changed, and what a check costs. Times are the least processor time of several runs.
/// </summary>
internal static class PhonePlanReport
{
    private const int Rounds = 20;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter page)
    {
        var library = PhoneNumberUtil.GetInstance();
        string[] examples = [.. Examples(library).Distinct()];
        string[] changed = [.. examples.SelectMany(Changed).Distinct()];
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            # Number plans

            libphonenumber-csharp {typeof(PhoneNumberUtil).Assembly.GetName().Version} beside `PhonePlan`, digits in E.164, one thread, Release, .NET {Environment.Version}.

            ```sh
            dotnet run -c Release --project bench/StreamNer.Benchmarks -- phone-plan > bench/results/phone-plan.md
            ```

            | numbers | how many | valid to the library | valid to us | agree |
            |---|---|---|---|---|
            """));
        Compare("the library's examples", examples);
        Compare("the same, changed", changed);
        string[] all = [.. examples, .. changed];
        page.WriteLine("\n| validator | ns a check | bytes a check |\n|---|---|---|");
        Measure("`PhonePlan`", digits => PhonePlan.IsInternational(digits));
        Measure("library", digits => IsValid(library, digits));

        void Compare(string name, string[] numbers)
        {
            int theirs = 0, ours = 0, same = 0;
            foreach (var digits in numbers)
            {
                var (their, our) = (IsValid(library, digits), PhonePlan.IsInternational(digits));
                theirs += their ? 1 : 0;
                ours += our ? 1 : 0;
                same += their == our ? 1 : 0;
            }

            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {numbers.Length} | {theirs} | {ours} | {100.0 * same / numbers.Length:0.00} % |"));
        }

        void Measure(string name, Predicate<string> check)
        {
            var least = TimeSpan.MaxValue;
            var allocated = 0L;
            for (var round = 0; round < Rounds; round++)
            {
                var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
                foreach (var digits in all) check(digits);
                allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
                if (Environment.CpuUsage.TotalTime - cpu is var time && time < least) least = time;
            }

            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {least.TotalNanoseconds / all.Length:0} | {(double)allocated / all.Length:0} |"));
        }
    }

    private static IEnumerable<string> Examples(PhoneNumberUtil library) =>
        from region in library.GetSupportedRegions()
        from kind in Enum.GetValues<PhoneNumberType>()
        let number = library.GetExampleNumberForType(region, kind)
        where number is not null
        select library.Format(number, PhoneNumberFormat.E164)[1..];

    // One digit less, one more, and each of the last six other by one.
    private static IEnumerable<string> Changed(string digits)
    {
        yield return digits[..^1];
        yield return digits + "0";
        for (var at = Math.Max(1, digits.Length - 6); at < digits.Length; at++)
            yield return digits[..at] + (char)('0' + (digits[at] - '0' + 1) % 10) + digits[(at + 1)..];
    }

    private static bool IsValid(PhoneNumberUtil library, string digits)
    {
        try
        {
            return library.IsValidNumber(library.Parse("+" + digits, null));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
