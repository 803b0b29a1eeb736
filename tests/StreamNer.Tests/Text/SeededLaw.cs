using FsCheck;
using FsCheck.Fluent;

namespace StreamNer.Tests.Text;

/// <summary>Runs a law on many seeds; a failure names the seed, and the seeds are the same on every run.</summary>
internal static class SeededLaw
{
    public static void Holds(int rounds, Action<Random> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(rounds).WithQuietOnSuccess(true).WithReplay(2026, 11));
}
