using System.CommandLine;

namespace BilskyWeb.Commands;

/// <summary>Commands that the contract promises and nobody has built: they say so instead of pretending.</summary>
internal static class NotBuiltYet
{
    private static readonly string[] Promised = ["grade", "agree"];

    /// <summary>Adds an answer for each promised command that is missing.</summary>
    public static RootCommand WithPromises(this RootCommand root)
    {
        foreach (var name in Promised.Where(p => root.Subcommands.All(c => c.Name != p)))
        {
            var command = new Command(name, "Not built yet.") { TreatUnmatchedTokensAsErrors = false };
            command.SetAction(_ =>
            {
                Console.Error.WriteLine($"./bilsky {name} is not built yet.");
                return CommandLine.WrongInput;
            });
            root.Add(command);
        }

        return root;
    }
}
