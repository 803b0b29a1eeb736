namespace StreamNer.Tests.Pii.Types;

public sealed class AddressDetectorTests
{
    [Theory]
    [InlineData("Meet me at 1600 Pennsylvania Avenue NW, Washington, DC 20500 today", "1600 Pennsylvania Avenue NW, Washington, DC 20500")]
    [InlineData("Berliner Straße 12, 10115 Berlin", "Berliner Straße 12, 10115 Berlin")]
    [InlineData("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris")]
    [InlineData("C/ Mayor 5, 28013 Madrid", "C/ Mayor 5, 28013 Madrid")]
    [InlineData("Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma")]
    [InlineData("Keizersgracht 123, 1015 CJ Amsterdam", "Keizersgracht 123, 1015 CJ Amsterdam")]
    [InlineData("Kossuth Lajos utca 12., Budapest", "Kossuth Lajos utca 12., Budapest")]
    [InlineData("Drottninggatan 12, 111 51 Stockholm", "Drottninggatan 12, 111 51 Stockholm")]
    [InlineData("ul. Marszałkowska 10/12, 00-590 Warszawa", "ul. Marszałkowska 10/12, 00-590 Warszawa")]
    [InlineData("> 30 N. Stadion\n> Suite 256\n> Larnaka\n> Tanzania 92151", "30 N. Stadion\n> Suite 256\n> Larnaka\n> Tanzania 92151")]
    [InlineData("It's in USNS Kovács\nFPO AP 31207", "USNS Kovács\nFPO AP 31207")]
    [InlineData("send it to P.O. Box 175 please", "P.O. Box 175")]
    [InlineData("17 ul. długa 54\nlodi\n, mi\n portugal 31842", "17 ul. długa 54\nlodi\n, mi\n portugal 31842")]
    [InlineData("send it to 52 Rua Augusta 1615 Suite 498 Curitiba Paraná", "52 Rua Augusta 1615 Suite 498 Curitiba Paraná")]
    [InlineData("moved to 12 West Way Apt. 034 Durie Hill for good", "12 West Way Apt. 034 Durie Hill")]
    [InlineData("at 9 Mill Road Suite 574 Geldrop Noord-Brabant?", "9 Mill Road Suite 574 Geldrop Noord-Brabant")]
    [InlineData("12 Main Street Apt. 12B Springfield, thanks", "12 Main Street Apt. 12B Springfield")]
    [InlineData("12 Main Street Apt. 5 Please ring twice", "12 Main Street Apt. 5")]
    [InlineData("12 Main Street Apt. 5 Ring twice", "12 Main Street Apt. 5")]
    [InlineData("12 Main Street Suite 5 Tel 555-1234", "12 Main Street Suite 5")]
    [InlineData("12 Main Street Suite 5 I WILL BE LATE", "12 Main Street Suite 5")]
    [InlineData("12 Main Street Suite 5 Leave it there", "12 Main Street Suite 5")]
    public void An_address_is_one_span(string text, string address) => Found.Only(text, "ADDRESS", address);

    [Theory]
    [InlineData("46 people on the road")]
    [InlineData("Arsenal 2 Chelsea 1")]
    [InlineData("MacBook Pro 2016 or Surface Pro 4")]
    [InlineData("Chile, Uruguay, or perhaps Paraguay")]
    [InlineData("it will take place April 29")]
    [InlineData("Farewell Green Stone Road")]
    [InlineData("see https://t.co/AK47JersEY9 and AK47 jersey")]
    public void Ordinary_words_and_numbers_are_none(string text) => Found.Only(text, "ADDRESS");
}
