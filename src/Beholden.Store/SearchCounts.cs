namespace Beholden.Store;

/// <summary>What searches did since the folder was opened.</summary>
/// <param name="RowsCompared">Rows whose codes were compared; rows that a mask hides are not.</param>
/// <param name="RowsReread">Rows that were then read from the database and compared in float32.</param>
public sealed record SearchCounts(long RowsCompared, long RowsReread);
