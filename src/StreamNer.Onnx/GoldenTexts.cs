namespace StreamNer.Onnx;

/// <summary>Texts of our own, of different lengths, that every sound model can answer; the first is the probe.</summary>
internal static class GoldenTexts
{
    public static readonly string[] All =
    [
        "Anna Meyer moved from Paris to Oslo in May.",
        "ok",
        "Thanks, see you there!",
        "Northwind Traders hired Luis Ortega as head of sales for Spain & Portugal.",
        "So the flight to Lisbon was late again... third time this month, @airline please explain!!!",
        "Breaking: the mayor of Springfield, Ellen Park, says talks with Contoso Ltd. and the United Nations will go on until Friday; "
        + "no date was given.",
        "my laptop died :( anyone know a good repair shop near Covent Garden?",
        "After eleven years at Fabrikam, Priya Raman leaves for a start-up in Bangalore, where she will lead a team of forty people who build "
        + "sensors for farms in Kenya, Peru and Vietnam; her successor, Tom Becker, comes from the Helsinki office and starts on the first of June.",
    ];
}
