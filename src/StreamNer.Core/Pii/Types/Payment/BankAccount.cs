using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>National account numbers of banks, which have no common checksum.</summary>
internal static class BankAccount
{
    /// <summary>Six to eighteen digits near a word for it.</summary>
    public static readonly PiiType Type = new("BANK_ACCOUNT", 120)
    {
        Languages = PiiType.European,
        Context = "bank account|account number|account no|acct|acct no|acc no|account num|checking account|savings account|a c|"
            + "kontonummer|kto nr|numero de compte|numero de cuenta|numero di conto|numero da conta|rekeningnummer|acc number|"
            + "acct num|acct number|bank acct|account nr|deposit account|current account|chequing account|konto nr|ktonr|bankkonto|"
            + "bankverbindung|n de compte|compte bancaire|compte no|compte n|nro de cuenta|cuenta bancaria|cuenta corriente|"
            + "cuenta no|conto corrente|conto bancario|conto n|conta corrente|conta bancaria|bankrekening|rekening nr|rekeningnr",
        Labels = "account|acc|konto|kto|compte|cuenta|cta|conto|conta|rekening",
        Before = 8,
        After = 2,
        Forms = [new Shape("bank-account", Contextual, Digits(6, 18), LooseIds.IsNumber) { Solid = true }],
        Hipaa = "J",
        Examples = ["Kontonummer: ⟦12345678⟧"],
        CounterExamples = ["12345678"],
    };
}
