# Run with: gnuplot classes-spaces-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' classes-spaces-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "classes-spaces-3.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,590 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,590 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,5.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "classes-spaces-3.".kind }
if (text) { set title "Events per operation: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "Events per operation: Address spaces and flushes" at screen 0.015, screen 0.9627 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9271 left font note tc rgb "#666666"
  set tmargin at screen 0.8915
  set key at screen 0.015, screen 0.9051 left top horizontal Left reverse samplen 2
}
set ytics ("movcr3 burst spaces=4 touch=0 · spt" -0, "kvm-spt" -1, "" -1.5, "movcr3 switch spaces=8 touch=0 · spt" -2, "kvm-spt" -3, "" -3.5, "movcr3 same spaces=8 touch=0 · spt" -4, "kvm-spt" -5, "" -5.5, "movcr3 burst spaces=8 touch=0 · spt" -6, "kvm-spt" -7, "" -7.5, "movcr3 switch spaces=8 touch=16 · spt" -8, "kvm-spt" -9, "" -9.5, "movcr3 same spaces=8 touch=16 · spt" -10, "kvm-spt" -11, "" -11.5, "movcr3 burst spaces=8 touch=16 · spt" -12, "kvm-spt" -13, "" -13.5, "movcr3 switch spaces=8 touch=64 · spt" -14, "kvm-spt" -15, "" -15.5, "movcr3 same spaces=8 touch=64 · spt" -16, "kvm-spt" -17, "" -17.5, "movcr3 burst spaces=8 touch=64 · spt" -18, "kvm-spt" -19, "" -19.5, "movcr3 switch spaces=16 touch=0 · spt" -20, "kvm-spt" -21)
set xrange [-0.5:10.5]
set yrange [-21.5:0.5]
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
