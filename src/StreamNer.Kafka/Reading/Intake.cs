namespace StreamNer.Kafka.Reading;

/// <summary>What the poll thread does with the input.</summary>
internal enum Intake
{
    /// <summary>It receives.</summary>
    Open,

    /// <summary>It waits without polling.</summary>
    Hold,

    /// <summary>Everything is paused; it polls for rebalances alone.</summary>
    Shut,
}

/// <summary>
/// Backpressure: a pause throws prefetched records away and a resume fetches them again, so a full queue is first met by waiting, which the group
/// does not notice; only when it stays full for a second is the input shut, until the queue is half empty. One caller at a time.
/// </summary>
internal sealed class IntakePolicy(TimeProvider time)
{
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(1);
    private Intake _now;
    private long _heldSince;

    /// <summary>What to do now.</summary>
    /// <param name="full">The queue takes no more.</param>
    /// <param name="room">It is half empty.</param>
    /// <param name="over">Nothing more is to be read: shut for good.</param>
    public Intake Decide(bool full, bool room, bool over)
    {
        if (over) return _now = Intake.Shut;
        switch (_now)
        {
            case Intake.Shut: return room ? _now = Intake.Open : Intake.Shut;
            case Intake.Hold when full: return time.GetElapsedTime(_heldSince) >= s_tooLong ? _now = Intake.Shut : Intake.Hold;
            case Intake.Open when full: _heldSince = time.GetTimestamp(); return _now = Intake.Hold;
            default: return _now = Intake.Open;
        }
    }
}
