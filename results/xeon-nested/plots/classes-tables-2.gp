# Run with: gnuplot classes-tables-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' classes-tables-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "classes-tables-2.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,630 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,630 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.30in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "classes-tables-2.".kind }
if (text) { set title "Events per operation: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "Events per operation: Changes of page tables" at screen 0.015, screen 0.9651 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9317 left font note tc rgb "#666666"
  set tmargin at screen 0.8984
  set key at screen 0.015, screen 0.9111 left top horizontal Left reverse samplen 2
}
set ytics ("invlpg unmapped · spt" -0, "kvm-spt" -1, "" -1.5, "invlpg mapped · spt" -2, "kvm-spt" -3, "" -3.5, "invlpg touched · spt" -4, "kvm-spt" -5, "" -5.5, "invlpg burst · spt" -6, "kvm-spt" -7, "" -7.5, "churn pages=256 · spt" -8, "kvm-spt" -9, "" -9.5, "churn untouched pages=256 · spt" -10, "kvm-spt" -11, "" -11.5, "churn pages=16 · spt" -12, "kvm-spt" -13, "" -13.5, "churn untouched pages=16 · spt" -14, "kvm-spt" -15, "" -15.5, "fork · spt" -16, "kvm-spt" -17, "" -17.5, "fork fork_write · spt" -18, "kvm-spt" -19, "" -19.5, "fork cow · spt" -20, "kvm-spt" -21, "" -21.5, "fork reuse · spt" -22, "kvm-spt" -23)
set xrange [-0.5:10.5]
set yrange [-23.5:0.5]
unset key
unset border
unset grid
set tics scale 0
set xtics offset 0,0.3 ("traps,\nexits" 0, "true\nfault" 1, "hidden\nfault" 2, "traced\nwrite" 3, "A/D\nset" 4, "invlpg" 5, "CR3\nload" 6, "emu-\nlated" 7, "fill" 8, "zap" 9, "hand-\noff" 10)
set bmargin 5
set xlabel offset 0,-1 "per operation; · none, – not counted by that backend"
if (text) {
plot data using 1:(-$2):3 with labels notitle
} else {
plot data using 1:(-$2):($1-0.5):($1+0.5):(-$2-0.5):(-$2+0.5):4 with boxxyerror fs solid 1 border lc rgb "white" lc rgb variable notitle, \
  data using 1:(-$2):3 with labels font small notitle
}
}
set output
