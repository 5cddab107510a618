namespace BilskyWeb.Migrations;

/// <summary>Brings a database to the current schema.</summary>
public static class Migrate
{
    public static void Main()
    {
    }
}
