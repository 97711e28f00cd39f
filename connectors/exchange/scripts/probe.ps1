# Connects and says where it is.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'probe' -Commands @('Get-ExchangeServer', 'Get-MailboxExportRequest', 'Get-MailboxImportRequest') -Work {
    param($request)
    $server = @(Get-ExchangeServer)[0]
    [pscustomobject]@{
        server         = (Limit-Text (Get-Prop $server 'Name'))
        version        = (Limit-Text (Get-Prop $server 'AdminDisplayVersion'))
        psVersion      = [string]$PSVersionTable.PSVersion
        culture        = [string](Get-Culture).Name
        exportCmdlets  = (Test-Command 'Get-MailboxExportRequest')
        importCmdlets  = (Test-Command 'Get-MailboxImportRequest')
    }
}
